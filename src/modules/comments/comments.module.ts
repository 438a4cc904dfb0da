import { Module } from '@nestjs/common';
import { ChangeEvents } from '../../change-log/change-events.js';
import { TasksModule } from '../tasks/tasks.module.js';
import { CommentPersonalDataRepository } from './comment-personal-data.repository.js';
import { CommentsController } from './comments.controller.js';
import { CommentsRepository } from './comments.repository.js';
import { CommentsService } from './comments.service.js';

@Module({
  imports: [TasksModule],
  controllers: [CommentsController],
  providers: [CommentsRepository, CommentsService, CommentPersonalDataRepository],
  exports: [CommentsService],
})
export class CommentsModule {
  constructor(comments: CommentsRepository, events: ChangeEvents) {
    events.register('comment', (changes) => comments.findStates(changes));
  }
}
