import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { v7 as uuidv7 } from 'uuid';
import { isId } from '../../common/id.js';
import { Sequencer } from '../../change-log/sequencer.js';
import type { ExpectedState } from '../../http/entity-tag.js';
import type { ListQueryDto } from '../../http/list-query.dto.js';
import { readSequenceList } from '../../http/sequence-list.js';
import { RequestContext } from '../../context/request-context.js';
import { ReadTransaction } from '../../tenancy/tenant-transaction.decorators.js';
import { PermissionDenied } from '../../access/access.errors.js';
import { may } from '../../access/permissions.js';
import { TasksService } from '../tasks/tasks.service.js';
import type { Comment } from './comment.js';
import { CommentNotFound } from './comments.errors.js';
import { CommentsRepository } from './comments.repository.js';
import type { CommentListDto, WriteCommentDto } from './dto/comment.dto.js';
import { mentionedMembers, mentionsIn } from './mentions.js';

@Injectable()
export class CommentsService {
  constructor(
    private readonly comments: CommentsRepository,
    private readonly tasks: TasksService,
    private readonly sequencer: Sequencer,
    private readonly context: RequestContext,
  ) {}

  /** @param task its id or its number. @throws TaskNotFound */
  @ReadTransaction()
  async list(task: string | number, query: ListQueryDto): Promise<CommentListDto> {
    const { id } = await this.tasks.get(task);
    return readSequenceList(
      query,
      (window) => this.comments.findByTask(id, window),
      () => this.comments.countByTask(id),
    );
  }

  /** @throws CommentNotFound, TaskNotFound */
  @ReadTransaction()
  get(id: string): Promise<Comment> {
    return this.findOrFail(id);
  }

  /** @param task its id or its number. @throws TaskNotFound */
  @Transactional()
  async create(task: string | number, { body }: WriteCommentDto): Promise<Comment> {
    await this.sequencer.lock();
    const { id: taskId } = await this.tasks.get(task);
    const authorId = this.context.user.userId;
    return this.comments.insert({
      id: uuidv7(),
      taskId,
      authorId,
      body,
      mentions: await this.resolveMentions(body),
    });
  }

  /** Adds comments that were written elsewhere: they mention no member. The transaction has locked the sequencer. */
  @Transactional()
  async insertMany(comments: { taskId: string; body: string }[]): Promise<void> {
    const authorId = this.context.user.userId;
    for (const { taskId, body } of comments)
      await this.comments.insert({ id: uuidv7(), taskId, authorId, body, mentions: [] });
  }

  /** @throws CommentNotFound, TaskNotFound, VersionConflict, PermissionDenied unless the caller is the author */
  @Transactional()
  async update(id: string, { body }: WriteCommentDto, expected: ExpectedState): Promise<Comment> {
    const comment = await this.lockForWrite(id, expected, ({ authorId }) => this.isMe(authorId));
    if (body === comment.body) return comment;
    return this.comments.update(comment, body, await this.resolveMentions(body));
  }

  /** @throws CommentNotFound, TaskNotFound, VersionConflict, PermissionDenied */
  @Transactional()
  async delete(id: string, expected: ExpectedState): Promise<void> {
    const mayDelete = ({ authorId }: Comment): boolean =>
      this.isMe(authorId) || may(this.context.principal, 'comment:delete-any');
    await this.comments.delete(await this.lockForWrite(id, expected, mayDelete));
  }

  private async lockForWrite(
    id: string,
    expected: ExpectedState,
    isPermitted: (comment: Comment) => boolean,
  ): Promise<Comment> {
    await this.sequencer.lock();
    const comment = await this.findOrFail(id);
    if (!isPermitted(comment))
      throw new PermissionDenied({ detail: 'The comment was written by another user.' });
    expected?.require(comment);
    return comment;
  }

  /** A comment exists for a caller only if its task does. */
  private async findOrFail(id: string): Promise<Comment> {
    const comment = await this.comments.findById(id);
    if (!comment) throw new CommentNotFound();
    await this.tasks.get(comment.taskId);
    return comment;
  }

  /** The ids of the members that a text mentions. Other names stay text: an answer must not reveal whether a user exists. */
  private async resolveMentions(text: string): Promise<string[]> {
    const mentioned = mentionsIn(text);
    if (mentioned.length === 0) return [];
    const members = await this.comments.findMembers(
      mentioned.map(({ id }) => id).filter((id) => isId(id)),
      mentioned.flatMap(({ names }) => names),
    );
    return mentionedMembers(mentioned, members);
  }

  private isMe(userId: string): boolean {
    return userId === this.context.principal.userId;
  }
}
