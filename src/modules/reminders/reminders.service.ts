import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { v7 as uuidv7 } from 'uuid';
import type { Page, PageQuery } from '../../common/pagination.js';
import { ValidationFailed } from '../../common/problem.js';
import { RequestContext } from '../../context/request-context.js';
import { SHARED } from '../../database/shared-transaction.adapter.js';
import { ReadTransaction } from '../../tenancy/tenant-transaction.decorators.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { TasksService } from '../tasks/tasks.service.js';
import type { CreateReminderDto } from './dto/reminder.dto.js';
import type { UserReminder, Reminder } from './reminder.js';
import { ReminderScheduleRepository } from './reminder-schedule.repository.js';
import { ReminderNotFound, TooManyReminders } from './reminders.errors.js';
import { RemindersRepository } from './reminders.repository.js';

/** How many reminders of one organization may be a user's at a time. */
const MAX_REMINDERS = 500;

/** The reminders that users set for themselves. */
@Injectable()
export class RemindersService {
  constructor(
    private readonly reminders: RemindersRepository,
    private readonly schedule: ReminderScheduleRepository,
    private readonly tasks: TasksService,
    private readonly tenant: TenantTransaction,
    private readonly context: RequestContext,
  ) {}

  /** @param task its id or its number. @throws TaskNotFound, TooManyReminders, ValidationFailed for a time in the past */
  @Transactional(SHARED)
  async create(task: string | number, { remindAt }: CreateReminderDto): Promise<Reminder> {
    if (remindAt.getTime() <= Date.now())
      throw ValidationFailed.of('remindAt', 'remindAt must be in the future');
    const { organizationId, userId } = this.context.user;
    await this.schedule.add(organizationId, remindAt);
    return this.tenant.switchToTenant(async () => {
      const { id: taskId } = await this.tasks.get(task);
      const [, count] = await this.reminders.findPage(userId, 1, 1);
      if (count >= MAX_REMINDERS) throw TooManyReminders.with(MAX_REMINDERS);
      return this.reminders.insert({ id: uuidv7(), taskId, userId }, remindAt);
    });
  }

  /** The caller's of a task, or of all. @param task its id or its number. @throws TaskNotFound */
  @ReadTransaction()
  async list({ page, limit }: PageQuery, task?: string | number): Promise<Page<Reminder>> {
    const taskId = task === undefined ? undefined : (await this.tasks.get(task)).id;
    const [data, total] = await this.reminders.findPage(this.me, page, limit, taskId);
    return { data, page, limit, total, nextCursor: null };
  }

  /** @throws ReminderNotFound */
  @ReadTransaction()
  async get(id: string): Promise<Reminder> {
    const reminder = await this.reminders.findOne(this.me, id);
    if (!reminder) throw new ReminderNotFound();
    return reminder;
  }

  /** @throws ReminderNotFound */
  @Transactional()
  async delete(id: string): Promise<void> {
    if (!(await this.reminders.delete(this.me, id))) throw new ReminderNotFound();
  }

  /** The organizations that have reminders to deliver. */
  findDueOrganizations(now: Date): Promise<string[]> {
    return this.schedule.findDue(now);
  }

  /**
   * Takes what is due in the principal's organization, in the open shared transaction, and goes on in its schema: what is
   * stored by `deliver` commits with it, so each reminder is delivered once.
   */
  async deliverDue(now: Date, deliver: (due: UserReminder[]) => Promise<void>): Promise<void> {
    const { organizationId } = this.context.principal;
    if (!(await this.schedule.lockDue(organizationId, now))) return;
    const next = await this.tenant.peekTenant(() => this.reminders.findNext(now));
    await this.schedule.set(organizationId, next);
    await this.tenant.switchToTenant(async () => deliver(await this.reminders.takeDue(now)));
  }

  private get me(): string {
    return this.context.user.userId;
  }
}
