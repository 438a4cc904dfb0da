import { Module } from '@nestjs/common';
import { StreamSlots } from './stream-slots.js';

@Module({ providers: [StreamSlots], exports: [StreamSlots] })
export class StreamsModule {}
