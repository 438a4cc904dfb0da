import { Module } from '@nestjs/common';
import { PersonalData } from '../../tenancy/personal-data.js';
import { Passwords } from './passwords.js';
import type { UserEntity } from './user.entity.js';
import { UsersRepository } from './users.repository.js';
import { UsersService } from './users.service.js';

@Module({
  providers: [UsersRepository, UsersService, Passwords],
  exports: [UsersService],
})
export class UsersModule {
  constructor(users: UsersRepository, personalData: PersonalData) {
    personalData.addToAccounts({
      name: 'account',
      read: async ({ id }) => {
        const { passwordHash: _secret, ...account } = (await users.findById(id)) as UserEntity;
        return account;
      },
    });
  }
}
