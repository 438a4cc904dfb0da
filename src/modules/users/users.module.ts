import { Module } from '@nestjs/common';
import { Passwords } from './passwords.js';
import { UsersRepository } from './users.repository.js';
import { UsersService } from './users.service.js';

@Module({
  providers: [UsersRepository, UsersService, Passwords],
  exports: [UsersService],
})
export class UsersModule {}
