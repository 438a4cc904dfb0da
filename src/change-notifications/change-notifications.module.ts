import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Config } from '../config/config.js';
import { PubSubChannel } from './pubsub-channel.js';
import { ChangeNotifications } from './change-notifications.js';
import { PostgresChannel } from './postgres-channel.js';

@Global()
@Module({})
export class ChangeNotificationsModule {
  static forRoot({ redisUrl }: Config): DynamicModule {
    return {
      module: ChangeNotificationsModule,
      providers: [
        ChangeNotifications,
        redisUrl
          ? { provide: PubSubChannel, useFactory: connectRedis, inject: [Config] }
          : { provide: PubSubChannel, useClass: PostgresChannel },
      ],
      exports: [ChangeNotifications],
    };
  }
}

/** Loaded only where there is Redis: its library is a tenth of all that a start loads. */
async function connectRedis(config: Config): Promise<PubSubChannel> {
  const { RedisChannel } = await import('./redis-channel.js');
  return new RedisChannel(config);
}
