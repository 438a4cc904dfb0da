import { Injectable } from '@nestjs/common';
import type { SequencerRow } from '../../change-log/sequencer.js';
import { RecurringTasks } from './recurring-tasks.js';
import { legalStatusChanges, stepsTo } from './task-status.js';
import type { Task, TaskStatus } from './task.js';
import { IllegalStatusChange } from './tasks.errors.js';
import { TasksRepository } from './tasks.repository.js';

/** Moves tasks from status to status, in a transaction that has locked the sequencer. */
@Injectable()
export class TaskMoves {
  constructor(
    private readonly tasks: TasksRepository,
    private readonly recurring: RecurringTasks,
  ) {}

  /** Completes a task by legal steps, one change each; a completed one stays as it is. */
  async complete(task: Task): Promise<Task> {
    let current = task;
    for (const status of stepsTo(task.status)) current = await this.step(current, status);
    return current;
  }

  /** @throws IllegalStatusChange */
  require({ status: from }: Task, to: TaskStatus, { allow_reopen }: SequencerRow): void {
    const legal = legalStatusChanges(from, allow_reopen as boolean);
    if (to !== from && !legal.includes(to)) throw IllegalStatusChange.between(from, to, legal);
  }

  /** Takes a legal step. A recurring task that is completed has a next one. */
  async step(task: Task, status: TaskStatus): Promise<Task> {
    const { recurrence } = task;
    if (task.status === 'COMPLETED') return this.reopen(task, status);
    if (status === 'COMPLETED' && recurrence !== null)
      return this.recurring.complete({ ...task, recurrence });
    return this.tasks.update(task, { status }, 'task.status-changed');
  }

  /** The entry keeps when it was completed. An open task has no former member as its assignee. */
  private async reopen(task: Task, status: TaskStatus): Promise<Task> {
    const { assigneeId } = task;
    const isFormer = assigneeId !== null && !(await this.tasks.isMember(assigneeId));
    const values = { status, completedAt: null, ...(isFormer && { assigneeId: null }) };
    return this.tasks.update(task, values, 'task.status-changed');
  }
}
