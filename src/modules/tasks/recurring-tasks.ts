import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Sequencer } from '../../change-log/sequencer.js';
import { ValidationFailed } from '../../common/problem.js';
import { PlanLimits } from '../plans/plan-limits.js';
import { quotaUsage } from '../plans/quotas.js';
import { OrganizationDays } from './organization-days.js';
import { hasNext, nextDue, type NextDue } from './recurrence/next-due.js';
import { TaskReferences } from './task-references.js';
import type { Task } from './task.js';
import { TasksRepository, type TaskValues } from './tasks.repository.js';

/**
 * Tasks that recur. The rule goes on from a completed task to the next one: of a series, no two tasks have it, so that the
 * next is made once, however often a task is completed and reopened.
 */
@Injectable()
export class RecurringTasks {
  constructor(
    private readonly tasks: TasksRepository,
    private readonly references: TaskReferences,
    private readonly sequencer: Sequencer,
    private readonly days: OrganizationDays,
    private readonly limits: PlanLimits,
  ) {}

  /**
   * @param values what is to be set
   * @param task the task as it is; left out for a new one
   * @throws ValidationFailed when its rule would have nothing to follow, or no day that follows
   */
  async check(values: Partial<TaskValues>, task?: Task): Promise<void> {
    const { recurrence, dueAt, status } = { ...task, ...values };
    const isSet = values.recurrence !== undefined && values.recurrence !== task?.recurrence;
    const isMoved = values.dueAt !== undefined && values.dueAt?.getTime() !== task?.dueAt?.getTime();
    if (!recurrence || !(isSet || isMoved)) return;
    if (!dueAt) throw ValidationFailed.of('recurrence', 'recurrence needs dueAt, which its days follow');
    if (task?.status === 'COMPLETED' && status === 'COMPLETED')
      throw ValidationFailed.of('recurrence', 'recurrence has no effect on a task that is completed already');
    const calendar = await this.days.calendar();
    // A hostile rule takes milliseconds, and there may be hundreds in a bulk.
    await setImmediate();
    if (!hasNext(recurrence, dueAt, calendar))
      throw ValidationFailed.of('recurrence', 'recurrence has no day within forty years after dueAt');
  }

  /**
   * Completes a task, and makes the next one of its series unless the rule has ended.
   * @throws PlanLimitReached, ProjectArchived where the next one can't be made: then the task isn't completed either
   */
  async complete(task: Task & { recurrence: string }): Promise<Task> {
    const values = { status: 'COMPLETED' as const, recurrence: null };
    const completed = await this.tasks.update(task, values, 'task.status-changed');
    const next = task.dueAt && nextDue(task.recurrence, task.dueAt, new Date(), await this.days.calendar());
    if (next) await this.insertNext(task, next);
    return completed;
  }

  /**
   * It is the creator's, as the first was: who completes a task of theirs doesn't take it from them. Below a parent that has
   * no room left it stands by itself, as otherwise a series would come to an end that can't be completed.
   */
  private async insertNext(task: Task, next: NextDue): Promise<void> {
    const { title, description, priority, assigneeId, creatorId, projectId, labels } = task;
    await this.references.check({ projectId });
    await this.limits.require('tasks', quotaUsage(await this.sequencer.lock(), 'tasks'));
    const parentId = await this.references.parentWithRoom(task.parentId);
    const copied = { title, description, priority, assigneeId, creatorId, projectId, parentId, labels };
    await this.tasks.insert({ ...copied, ...next, id: uuidv7(), status: 'CREATED' });
  }
}
