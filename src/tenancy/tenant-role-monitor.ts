import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Config } from '../config/config.js';
import { Scheduler } from '../scheduler/scheduler.js';
import { countUnusableRoles, type RoleCount } from './tenant-roles.js';

/** Between two checks, in milliseconds. */
const INTERVAL = 30_000;

/** Knows whether the runtime role may become the role of every organization, as of some seconds ago. */
@Injectable()
export class TenantRoleMonitor {
  private count: RoleCount = { organizations: 0, unusable: 0 };

  constructor(@InjectDataSource() dataSource: DataSource, { database }: Config, scheduler: Scheduler) {
    const pool = {
      query: async (sql: string, values?: unknown[]) => ({ rows: await dataSource.query(sql, values) }),
    };
    scheduler.add({
      name: 'tenant_roles.check',
      interval: INTERVAL,
      where: 'everywhere',
      atStart: true,
      run: async () => {
        this.count = await countUnusableRoles(pool, database);
      },
    });
  }

  /** How many organizations can't be served for their role. */
  get unusable(): 'none' | 'some' | 'all' {
    const { organizations, unusable } = this.count;
    if (unusable === 0) return 'none';
    return unusable >= organizations ? 'all' : 'some';
  }
}
