import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { PubSubChannel } from './pubsub-channel.js';
import { ChangeNotifications } from './change-notifications.js';
import { PostgresChannel } from './postgres-channel.js';
import { RedisChannel } from './redis-channel.js';

@Global()
@Module({})
export class ChangeNotificationsModule {
  static forRoot({ redisUrl }: Config): DynamicModule {
    const channel = redisUrl ? RedisChannel : PostgresChannel;
    return {
      module: ChangeNotificationsModule,
      providers: [ChangeNotifications, { provide: PubSubChannel, useClass: channel }],
      exports: [ChangeNotifications],
    };
  }
}
