import { Injectable } from '@nestjs/common';
import { PersonalData, type PersonalRow, type RowWindow } from '../../tenancy/personal-data.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { TasksService } from './tasks.service.js';

/** The tasks that a user created or is assigned to, those in the trash included. */
@Injectable()
export class TaskPersonalDataRepository {
  constructor(
    private readonly tenant: TenantTransaction,
    tasks: TasksService,
    personalData: PersonalData,
  ) {
    personalData.addToOrganizations({
      name: 'tasks',
      read: (userId, window) => this.findPage('tasks', 'NULL::timestamptz', userId, window),
      leave: (userId) => tasks.unassignAll(userId),
    });
    personalData.addToOrganizations({
      name: 'deletedTasks',
      read: (userId, window) => this.findPage('deleted_tasks', 'deleted_at', userId, window),
    });
  }

  private findPage(
    table: 'tasks' | 'deleted_tasks',
    deletedAt: string,
    userId: string,
    { after, limit }: RowWindow,
  ): Promise<PersonalRow[]> {
    return this.tenant.query(
      `SELECT id, number, title, description, status, priority, labels, due_at AS "dueAt",
              creator_id = $1 AS "createdByMe", coalesce(assignee_id = $1, false) AS "assignedToMe",
              completed_at AS "completedAt", created_at AS "createdAt", updated_at AS "updatedAt",
              ${deletedAt} AS "deletedAt"
       FROM ${table} WHERE (creator_id = $1 OR assignee_id = $1) AND ($2::uuid IS NULL OR id > $2)
       ORDER BY id LIMIT $3`,
      [userId, after ?? null, limit],
    );
  }
}
