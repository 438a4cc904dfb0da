import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RequirePermission } from '../../access/access.decorators.js';
import { LocationInterceptor } from '../../http/location.interceptor.js';
import { PageQueryDto } from '../../http/page-query.dto.js';
import { ParseIdPipe } from '../../http/parse-id.pipe.js';
import { Raises } from '../../http/raises.decorator.js';
import { Idempotent } from '../../idempotency/idempotent.decorator.js';
import { TaskReferencePipe } from '../tasks/task-reference.pipe.js';
import { TaskNotFound } from '../tasks/tasks.errors.js';
import { CreateReminderDto, ReminderDto, ReminderPageDto } from './dto/reminder.dto.js';
import { ReminderNotFound, TooManyReminders } from './reminders.errors.js';
import { RemindersService } from './reminders.service.js';

@ApiTags('Notifications')
@Controller()
export class RemindersController {
  constructor(private readonly reminders: RemindersService) {}

  /**
   * Sets a reminder of your own on a task. At its time you are notified once, in the inbox and by mail as your preferences
   * say, unless the task is completed or deleted by then.
   */
  @Post('tasks/:id/reminders')
  @Idempotent()
  @RequirePermission('notification:manage')
  @UseInterceptors(LocationInterceptor.under('/reminders'))
  @Raises(TaskNotFound, TooManyReminders)
  createReminder(
    @Param('id', TaskReferencePipe) task: string | number,
    @Body() body: CreateReminderDto,
  ): Promise<ReminderDto> {
    return this.reminders.create(task, body);
  }

  /** Your reminders of a task that are still to come, the earliest first. */
  @Get('tasks/:id/reminders')
  @RequirePermission('notification:read')
  @Raises(TaskNotFound)
  listTaskReminders(
    @Param('id', TaskReferencePipe) task: string | number,
    @Query() query: PageQueryDto,
  ): Promise<ReminderPageDto> {
    return this.reminders.list(query, task);
  }

  /** All your reminders in this organization that are still to come, the earliest first. */
  @Get('reminders')
  @RequirePermission('notification:read')
  listReminders(@Query() query: PageQueryDto): Promise<ReminderPageDto> {
    return this.reminders.list(query);
  }

  /** One of your reminders. */
  @Get('reminders/:id')
  @RequirePermission('notification:read')
  @Raises(ReminderNotFound)
  getReminder(@Param('id', ParseIdPipe) id: string): Promise<ReminderDto> {
    return this.reminders.get(id);
  }

  /** Deletes one of your reminders. */
  @Delete('reminders/:id')
  @HttpCode(204)
  @RequirePermission('notification:manage')
  @Raises(ReminderNotFound)
  deleteReminder(@Param('id', ParseIdPipe) id: string): Promise<void> {
    return this.reminders.delete(id);
  }
}
