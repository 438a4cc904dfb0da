import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { isId } from '../../common/id.js';
import { ValidationFailed } from '../../common/problem.js';
import { RequestContext } from '../../context/request-context.js';
import { ReadTransaction, SingleStatement } from '../../tenancy/tenant-transaction.decorators.js';
import type { InboxDto, NotificationQueryDto, PreferencesDto, UnreadDto } from './dto/notification.dto.js';
import { type InboxPosition, InboxRepository } from './inbox.repository.js';
import { MAILED_ON_REQUEST, NOTIFICATION_KINDS } from './notification.js';
import { NotificationNotFound } from './notifications.errors.js';

/** The caller's inbox and preferences. */
@Injectable()
export class NotificationsService {
  constructor(
    private readonly inbox: InboxRepository,
    private readonly context: RequestContext,
  ) {}

  @ReadTransaction()
  async list({ unread, limit, cursor }: NotificationQueryDto): Promise<InboxDto> {
    const before = cursor === undefined ? undefined : readCursor(cursor);
    const found = await this.inbox.find(this.me, { unread, before, take: limit + 1 });
    const last = found[limit - 1];
    return {
      data: found.slice(0, limit).map(({ sequence: _sequence, ...notification }) => notification),
      unread: await this.inbox.countUnread(this.me),
      limit,
      nextCursor: found.length > limit && last ? writeCursor(last) : null,
    };
  }

  /** Repeating it changes nothing. @throws NotificationNotFound */
  @Transactional()
  async markRead(id: string): Promise<UnreadDto> {
    if (!(await this.inbox.markRead(this.me, id))) throw new NotificationNotFound();
    return { unread: await this.inbox.countUnread(this.me) };
  }

  /** Marks a notification and all that came before it. @throws NotificationNotFound */
  @Transactional()
  async markReadUpTo(id: string): Promise<UnreadDto> {
    const position = await this.inbox.findPosition(this.me, id);
    if (!position) throw new NotificationNotFound();
    await this.inbox.markReadUpTo(this.me, position);
    return { unread: await this.inbox.countUnread(this.me) };
  }

  @SingleStatement()
  async preferences(): Promise<PreferencesDto> {
    const { noInbox, noEmail, wantsEmail } = await this.inbox.findPreferences(this.me);
    const data = NOTIFICATION_KINDS.map((kind) => ({
      kind,
      inbox: !noInbox.includes(kind),
      email: MAILED_ON_REQUEST.includes(kind) ? wantsEmail.includes(kind) : !noEmail.includes(kind),
    }));
    return { data };
  }

  @Transactional()
  async replacePreferences({ data }: PreferencesDto): Promise<PreferencesDto> {
    const kindsWith = (channel: 'inbox' | 'email', wanted: boolean) =>
      data.filter((preference) => preference[channel] === wanted).map(({ kind }) => kind);
    await this.inbox.replacePreferences(this.me, {
      noInbox: kindsWith('inbox', false),
      noEmail: kindsWith('email', false),
      wantsEmail: kindsWith('email', true),
    });
    return this.preferences();
  }

  private get me(): string {
    return this.context.user.userId;
  }
}

const writeCursor = ({ sequence, id }: InboxPosition): string =>
  Buffer.from(`${sequence}:${id}`).toString('base64url');

function readCursor(cursor: string): InboxPosition {
  const [, sequence, id] = /^(\d{1,15}):(.+)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (sequence === undefined || !isId(id))
    throw ValidationFailed.of('cursor', 'cursor must be the nextCursor of a page of this list');
  return { sequence: Number(sequence), id: id as string };
}
