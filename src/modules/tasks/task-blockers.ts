import { Injectable } from '@nestjs/common';
import { type BlockedTask, BlockersRepository } from './blockers.repository.js';
import { BlockerCircle, TooManyBlockers } from './tasks.errors.js';
import { TasksRepository } from './tasks.repository.js';
import type { Task } from './task.js';

/** A deleted task blocks no other, which is a change of each, while other writers wait. */
const MAX_BLOCKERS = 100;

/** Links tasks to those that they are blocked by, in a transaction that has locked the sequencer: no two links close a circle. */
@Injectable()
export class TaskBlockers {
  constructor(
    private readonly blockers: BlockersRepository,
    private readonly tasks: TasksRepository,
  ) {}

  /** @throws BlockerCircle, TooManyBlockers */
  async add(task: BlockedTask, blockerId: string): Promise<Task> {
    if (await this.blockers.waitsFor(blockerId, task.id)) throw new BlockerCircle();
    const blocked = await this.blockers.findBlocked(blockerId);
    if (Math.max(task.blockedBy.length, blocked.length) >= MAX_BLOCKERS)
      throw new TooManyBlockers({ limit: MAX_BLOCKERS });
    return this.set(task, [...task.blockedBy, blockerId]);
  }

  remove(task: BlockedTask, blockerId: string): Promise<Task> {
    return this.set(
      task,
      task.blockedBy.filter((id) => id !== blockerId),
    );
  }

  /** Lets go of the tasks that a task blocks. @returns their ids */
  async release(id: string): Promise<string[]> {
    const blocked = await this.blockers.findBlocked(id);
    await this.setAll(blocked, (blockedBy) => blockedBy.filter((one) => one !== id));
    return blocked.map((task) => task.id);
  }

  /** Blocks those of these tasks again that are there, don't wait for it the other way round, and have room for it. */
  async blockAgain(id: string, blocked: string[]): Promise<void> {
    const free: BlockedTask[] = [];
    for (const task of await this.blockers.find(blocked)) {
      const isCircle = await this.blockers.waitsFor(id, task.id);
      if (!isCircle && task.blockedBy.length < MAX_BLOCKERS) free.push(task);
    }
    await this.setAll(free, (blockedBy) => [...blockedBy, id]);
  }

  private setAll(tasks: BlockedTask[], change: (blockedBy: string[]) => string[]): Promise<void> {
    const changes = tasks.map(({ id, blockedBy }) => ({
      id,
      from: { blockedBy },
      to: { blockedBy: change(blockedBy) },
    }));
    return this.tasks.updateAll(changes, 'task.updated');
  }

  private set(task: BlockedTask, blockedBy: string[]): Promise<Task> {
    return this.tasks.update(task, { blockedBy }, 'task.updated');
  }
}
