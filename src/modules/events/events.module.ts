import { Module } from '@nestjs/common';
import { StreamsModule } from '../streams/streams.module.js';
import { EventReader } from './event-reader.js';
import { StreamRegistry } from './stream-registry.js';
import { TailRegistry } from './tail-registry.js';
import { EventsController } from './events.controller.js';
import { EventsRepository } from './events.repository.js';
import { EventsService } from './events.service.js';
import { SocketsService } from './sockets.service.js';
import { TicketsRepository } from './tickets.repository.js';

@Module({
  imports: [StreamsModule],
  controllers: [EventsController],
  providers: [
    EventReader,
    EventsRepository,
    EventsService,
    StreamRegistry,
    TailRegistry,
    SocketsService,
    TicketsRepository,
  ],
})
export class EventsModule {}
