import { Injectable } from '@nestjs/common';
import type { LocalCalendar } from '../../common/calendar.js';
import { ReadTransaction } from '../../tenancy/tenant-transaction.decorators.js';
import type { TaskFilterDto } from './dto/task-query.dto.js';
import { OrganizationDays } from './organization-days.js';
import { TaskListsRepository } from './task-lists.repository.js';
import type { Task } from './task.js';

/** Tasks with due dates, and the days of the organization that they are due on. */
@Injectable()
export class DueTasksService {
  constructor(
    private readonly lists: TaskListsRepository,
    private readonly days: OrganizationDays,
  ) {}

  /** Those that are due at a moment or later, the earliest first, up to a number of them. */
  @ReadTransaction()
  async find(
    filter: TaskFilterDto,
    since: Date,
    limit: number,
  ): Promise<{ tasks: Task[]; days: LocalCalendar }> {
    const tasks = await this.lists.findDue(await this.days.inFilter(filter), since, limit);
    return { tasks, days: await this.days.calendar() };
  }
}
