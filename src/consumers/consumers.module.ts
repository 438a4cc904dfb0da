import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { ConsumerRunner } from './consumer-runner.js';
import { ConsumersProcessor } from './consumers.processor.js';
import { ConsumersRepository } from './consumers.repository.js';
import { ChangeConsumers } from './change-consumers.js';

@Global()
@Module({})
export class ConsumersModule {
  static forRoot({ jobs }: Config): DynamicModule {
    const running = [ConsumerRunner, ConsumersProcessor];
    return {
      module: ConsumersModule,
      providers: [ChangeConsumers, ConsumersRepository, ...(jobs === 'inline' ? running : [])],
      exports: [ChangeConsumers],
    };
  }
}
