import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { FollowerRunner } from './follower-runner.js';
import { FollowersProcessor } from './followers.processor.js';
import { FollowersRepository } from './followers.repository.js';
import { Followers } from './followers.js';

@Global()
@Module({})
export class FollowersModule {
  static forRoot({ jobs }: Config): DynamicModule {
    const running = [FollowerRunner, FollowersProcessor];
    return {
      module: FollowersModule,
      providers: [Followers, FollowersRepository, ...(jobs === 'inline' ? running : [])],
      exports: [Followers],
    };
  }
}
