import { Module } from '@nestjs/common';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { TasksModule } from '../tasks/tasks.module.js';
import { UsersModule } from '../users/users.module.js';
import { DemoData } from './demo-data.js';

@Module({
  imports: [OrganizationsModule, TasksModule, UsersModule],
  providers: [DemoData],
})
export class DemoModule {}
