import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { AnnouncementChannel } from './announcement-channel.js';
import { Announcements } from './announcements.js';
import { PostgresChannel } from './postgres-channel.js';
import { RedisChannel } from './redis-channel.js';

@Global()
@Module({})
export class AnnouncementsModule {
  static forRoot({ redisUrl }: Config): DynamicModule {
    const channel = redisUrl ? RedisChannel : PostgresChannel;
    return {
      module: AnnouncementsModule,
      providers: [Announcements, { provide: AnnouncementChannel, useClass: channel }],
      exports: [Announcements],
    };
  }
}
