import { Module } from '@nestjs/common';
import { TasksModule } from '../tasks/tasks.module.js';
import { ReminderPersonalDataRepository } from './reminder-personal-data.repository.js';
import { ReminderScheduleRepository } from './reminder-schedule.repository.js';
import { RemindersController } from './reminders.controller.js';
import { RemindersRepository } from './reminders.repository.js';
import { RemindersService } from './reminders.service.js';

@Module({
  imports: [TasksModule],
  controllers: [RemindersController],
  providers: [
    RemindersRepository,
    ReminderScheduleRepository,
    RemindersService,
    ReminderPersonalDataRepository,
  ],
  exports: [RemindersService],
})
export class RemindersModule {}
