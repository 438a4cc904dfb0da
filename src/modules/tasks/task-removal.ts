import { Injectable } from '@nestjs/common';
import { TaskAccess } from './task-access.js';
import { TaskBlockers } from './task-blockers.js';
import type { Task } from './task.js';
import { TasksRepository } from './tasks.repository.js';

/** Moves tasks to the trash, in a transaction that has locked the sequencer. */
@Injectable()
export class TaskRemoval {
  constructor(
    private readonly tasks: TasksRepository,
    private readonly access: TaskAccess,
    private readonly blockers: TaskBlockers,
  ) {}

  /**
   * What it blocks isn't blocked by it any more, and its subtasks go with it, each by a change of its own.
   * @throws PermissionDenied where one of them may not be deleted
   */
  async moveToTrash(task: Task): Promise<void> {
    const subtasks = task.subtasks.total > 0 ? await this.tasks.findSubtasks(task.id) : [];
    for (const subtask of subtasks)
      this.access.requireOwn(
        subtask,
        'task:delete-any',
        `Its subtask ${subtask.number} would be deleted, too.`,
      );
    for (const one of [...subtasks, task]) {
      const blocks = await this.blockers.release(one.id);
      // It may have been blocked by one that was deleted before it.
      const current = subtasks.length > 0 ? await this.tasks.find(one.id) : one;
      if (current) await this.tasks.delete(current, blocks);
    }
  }
}
