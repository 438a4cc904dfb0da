import { Module } from '@nestjs/common';
import { BoardPages } from './board-pages.js';
import { BoardSessions } from './board-sessions.js';
import { QueueBoardController } from './queue-board.controller.js';
import { QueueBoard } from './queue-board.js';

@Module({
  controllers: [QueueBoardController],
  providers: [QueueBoard, BoardPages, BoardSessions],
})
export class QueueBoardModule {}
