import { Module } from '@nestjs/common';
import { PersonalData } from '../../tenancy/personal-data.js';
import { TasksModule } from '../tasks/tasks.module.js';
import { CalendarController } from './calendar.controller.js';
import { CalendarLinksRepository } from './calendar-links.repository.js';
import { CalendarLinksService } from './calendar-links.service.js';
import { CalendarService } from './calendar.service.js';

@Module({
  imports: [TasksModule],
  controllers: [CalendarController],
  providers: [CalendarLinksRepository, CalendarLinksService, CalendarService],
  exports: [CalendarLinksService],
})
export class CalendarModule {
  constructor(links: CalendarLinksRepository, personalData: PersonalData) {
    // They go with the memberships.
    personalData.addToAccounts({ name: 'calendarLinks', read: ({ id }) => links.findOf(id) });
  }
}
