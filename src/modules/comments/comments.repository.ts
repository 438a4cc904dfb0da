import { Injectable } from '@nestjs/common';
import { ChangeLog } from '../../change-log/change-log.js';
import type { LoggedChange } from '../../change-log/change-log-reader.js';
import { type Origin, SubjectStates } from '../../change-log/subject-states.js';
import { deletionOf, valuesAfter, valuesBefore } from '../../change-log/changed-values.js';
import type { SequenceWindow } from '../../http/sequence-list.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import type { Comment } from './comment.js';
import type { MentionableMember } from './mentions.js';

const COLUMNS = `id, task_id AS "taskId", author_id AS "authorId", body, mentions, version,
  created_at AS "createdAt", updated_at AS "updatedAt"`;

export type NewComment = Pick<Comment, 'id' | 'taskId' | 'authorId' | 'body' | 'mentions'>;

@Injectable()
export class CommentsRepository {
  constructor(
    private readonly tenant: TenantTransaction,
    private readonly changeLog: ChangeLog,
    private readonly states: SubjectStates,
  ) {}

  /**
   * The comments as these changes left them, by the sequence of each; deleted ones as they were. The log has the whole
   * of them, so they are known, too, when they went with their task.
   */
  async findStates(changes: LoggedChange[]): Promise<Map<number, Comment>> {
    const origins = await this.states.originsOf(changes);
    return new Map(changes.map((change) => [change.sequence, stateAfter(change, origins)]));
  }

  /** The comments on a task, oldest first. */
  findByTask(taskId: string, { after, skip, take }: SequenceWindow) {
    return this.tenant.query<Comment & { sequence: number }>(
      `SELECT ${COLUMNS}, sequence FROM comments WHERE task_id = $1 AND sequence > $2
       ORDER BY sequence LIMIT $3 OFFSET $4`,
      [taskId, after, take, skip],
    );
  }

  async countByTask(taskId: string): Promise<number> {
    const rows = await this.tenant.query<{ total: number }>(
      'SELECT count(*) AS total FROM comments WHERE task_id = $1',
      [taskId],
    );
    return rows[0]?.total ?? 0;
  }

  async findById(id: string): Promise<Comment | undefined> {
    return (await this.tenant.query<Comment>(`SELECT ${COLUMNS} FROM comments WHERE id = $1`, [id]))[0];
  }

  /** The members with one of these ids, or with one of these texts as their address, user name or name, in any case. */
  findMembers(ids: string[], names: string[]): Promise<MentionableMember[]> {
    // Subqueries are hashed, where a list is compared one by one with each member.
    const isNamed = '(SELECT lower(given) FROM unnest($2::text[]) given)';
    return this.tenant.query(
      `SELECT id, email, username, name FROM members
       WHERE id = ANY ($1::uuid[]) OR lower(username) IN ${isNamed} OR lower(email) IN ${isNamed} OR lower(name) IN ${isNamed}`,
      [ids, names],
    );
  }

  insert(comment: NewComment): Promise<Comment> {
    const { id, taskId, authorId, body, mentions } = comment;
    const changes = {
      taskId: { from: null, to: taskId },
      body: { from: null, to: body },
      mentions: { from: [], to: mentions },
    };
    return this.changeLog.record(
      { type: 'comment.created', subjectId: id, changes },
      (bind) => `
        INSERT INTO comments (id, task_id, sequence, author_id, body, mentions, created_at, updated_at)
        SELECT ${bind(id)}::uuid, ${bind(taskId)}::uuid, change.sequence, ${bind(authorId)}::uuid,
               ${bind(body)}, ${bind(mentions)}::uuid[], change.at, change.at
        FROM change
        RETURNING ${COLUMNS}`,
    );
  }

  update(comment: Comment, body: string, mentions: string[]): Promise<Comment> {
    const changes = {
      taskId: { from: comment.taskId, to: comment.taskId },
      body: { from: comment.body, to: body },
      mentions: { from: comment.mentions, to: mentions },
    };
    return this.changeLog.record(
      { type: 'comment.updated', subjectId: comment.id, changes },
      (bind) => `
        UPDATE comments SET body = ${bind(body)}, mentions = ${bind(mentions)}::uuid[],
                            version = version + 1, updated_at = change.at
        FROM change WHERE id = ${bind(comment.id)}::uuid
        RETURNING ${COLUMNS}`,
    );
  }

  async delete(comment: Comment): Promise<void> {
    await this.changeLog.record(
      { type: 'comment.deleted', subjectId: comment.id, changes: deletionOf(comment) },
      (bind) => `DELETE FROM comments USING change WHERE id = ${bind(comment.id)}::uuid RETURNING id`,
    );
  }
}

function stateAfter(change: LoggedChange, origins: Map<number, Origin>): Comment {
  const { sequence, type, subjectId: id, at, changes } = change;
  if (type === 'comment.deleted') {
    const { createdAt, updatedAt, ...fields } = valuesBefore(changes) as unknown as Comment;
    return { ...fields, id, createdAt: new Date(createdAt), updatedAt: new Date(updatedAt) };
  }
  const { createdAt, creatorId: authorId, version } = origins.get(sequence) as Origin;
  const { taskId, body, mentions } = valuesAfter(changes) as unknown as Comment;
  return { id, taskId, authorId, body, mentions, version, createdAt, updatedAt: at };
}
