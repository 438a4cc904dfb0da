import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { LoggedChange } from '../../change-log/change-log-reader.js';
import { Config } from '../../config/config.js';
import type { ChangeConsumer, ChangeRange } from '../../consumers/change-consumer.js';
import { ChangeConsumers } from '../../consumers/change-consumers.js';
import { WatchersService } from '../watchers/watchers.service.js';
import { CONSUMER } from './notification.js';
import { applyRules, isWatched, type NotificationContext } from './notification-rules.js';
import { NotificationStore } from './notification-store.js';
import { NotificationStoreRepository } from './notification-store.repository.js';

/** The consumer of the change log that stores notifications of created, assigned and watched tasks and of mentions, after a delay. */
@Injectable()
export class NotificationConsumer implements ChangeConsumer, OnModuleInit {
  readonly name = CONSUMER;
  readonly delay: number;

  constructor(
    private readonly consumers: ChangeConsumers,
    private readonly repository: NotificationStoreRepository,
    private readonly store: NotificationStore,
    private readonly watchers: WatchersService,
    { notificationDelay }: Config,
  ) {
    this.delay = notificationDelay;
  }

  onModuleInit(): void {
    this.consumers.register(this);
  }

  /** Without another member than the one who made all changes there is no recipient. */
  isIrrelevant(range: ChangeRange): Promise<boolean> {
    return this.repository.isWithoutRecipients(range);
  }

  async handle(entries: LoggedChange[]): Promise<void> {
    await this.store.store(applyRules(entries, await this.readContext(entries)));
  }

  private async readContext(entries: LoggedChange[]): Promise<NotificationContext> {
    const idsOf = (subjectType: string) =>
      entries.filter((entry) => entry.subjectType === subjectType).map(({ subjectId }) => subjectId);
    const tasks = await this.repository.findTasks(idsOf('task'));
    const comments = await this.repository.findComments(idsOf('comment'));
    const watchers = await this.watchers.findFor([
      ...entries.filter(isWatched).map(({ subjectId }) => subjectId),
      ...comments.map(({ taskId }) => taskId),
    ]);
    const concerned = [
      ...[...watchers.values()].flat(),
      ...tasks.map(({ assigneeId }) => assigneeId),
      ...comments.flatMap((one) => one.mentions),
    ];
    const members = await this.repository.findMembers(concerned.filter((id) => id !== null));
    return {
      tasks: new Map(tasks.map((task) => [task.id, task])),
      comments: new Map(comments.map((comment) => [comment.id, comment])),
      members: new Set(members.map(({ id }) => id)),
      admins: members.filter(({ isAdmin }) => isAdmin).map(({ id }) => id),
      watchers,
    };
  }
}
