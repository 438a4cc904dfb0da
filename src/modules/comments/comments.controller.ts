import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Patch,
  Post,
  Query,
  UseInterceptors,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  ApiIfMatch,
  EntityTagInterceptor,
  IfMatch,
  type ExpectedState,
  VersionConflict,
} from '../../http/entity-tag.js';
import { ListQueryDto } from '../../http/list-query.dto.js';
import { LocationInterceptor } from '../../http/location.interceptor.js';
import { ParseIdPipe } from '../../http/parse-id.pipe.js';
import { Raises } from '../../http/raises.decorator.js';
import { Idempotent } from '../../idempotency/idempotent.decorator.js';
import { RequirePermission } from '../../access/access.decorators.js';
import { TaskReferencePipe } from '../tasks/task-reference.pipe.js';
import { TaskNotFound } from '../tasks/tasks.errors.js';
import { CommentNotFound } from './comments.errors.js';
import { CommentsService } from './comments.service.js';
import { CommentDto, CommentListDto, WriteCommentDto } from './dto/comment.dto.js';

@ApiTags('Comments')
@Controller()
export class CommentsController {
  constructor(private readonly comments: CommentsService) {}

  /** Comments on a task. */
  @Post('tasks/:id/comments')
  @Idempotent()
  @RequirePermission('comment:write')
  @UseInterceptors(EntityTagInterceptor, LocationInterceptor.under('/comments'))
  @Raises(TaskNotFound)
  createComment(
    @Param('id', TaskReferencePipe) task: string | number,
    @Body() body: WriteCommentDto,
  ): Promise<CommentDto> {
    return this.comments.create(task, body);
  }

  /** The comments on a task, oldest first, by page with a total or by cursor without one. */
  @Get('tasks/:id/comments')
  @RequirePermission('task:read')
  @Raises(TaskNotFound)
  listComments(
    @Param('id', TaskReferencePipe) task: string | number,
    @Query() query: ListQueryDto,
  ): Promise<CommentListDto> {
    return this.comments.list(task, query);
  }

  /** One comment. */
  @Get('comments/:id')
  @RequirePermission('task:read')
  @Raises(CommentNotFound, TaskNotFound)
  getComment(@Param('id', ParseIdPipe) id: string): Promise<CommentDto> {
    return this.comments.get(id);
  }

  /** Changes a comment of the caller. */
  @Patch('comments/:id')
  @RequirePermission('comment:write')
  @UseInterceptors(EntityTagInterceptor)
  @ApiIfMatch()
  @Raises(CommentNotFound, TaskNotFound, VersionConflict)
  updateComment(
    @Param('id', ParseIdPipe) id: string,
    @Body() body: WriteCommentDto,
    @IfMatch() expected: ExpectedState,
  ): Promise<CommentDto> {
    return this.comments.update(id, body, expected);
  }

  /** Deletes a comment of the caller, or for admins any comment. */
  @Delete('comments/:id')
  @HttpCode(204)
  @RequirePermission('comment:write')
  @ApiIfMatch()
  @Raises(CommentNotFound, TaskNotFound, VersionConflict)
  deleteComment(@Param('id', ParseIdPipe) id: string, @IfMatch() expected: ExpectedState): Promise<void> {
    return this.comments.delete(id, expected);
  }
}
