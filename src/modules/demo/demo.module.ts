import { Module } from '@nestjs/common';
import { AttachmentsModule } from '../attachments/attachments.module.js';
import { CommentsModule } from '../comments/comments.module.js';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { TasksModule } from '../tasks/tasks.module.js';
import { UsersModule } from '../users/users.module.js';
import { DemoData } from './demo-data.js';

@Module({
  imports: [AttachmentsModule, CommentsModule, OrganizationsModule, ProjectsModule, TasksModule, UsersModule],
  providers: [DemoData],
})
export class DemoModule {}
