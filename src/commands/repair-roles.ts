import { roleOf } from '../database/connection.js';
import { connectOwner } from '../tenancy/migration/owner-connection.js';
import { migrateQueueSchema } from '../tenancy/migration/public-migration.js';
import { findUnusableRoles, roleRepair, sharedGrants } from '../tenancy/tenant-roles.js';
import { type Command, UsageError } from './command.js';

export const repairRoles: Command = {
  summary: 'make and grant the database roles of organizations that a dump has left behind',
  usage: '[--sql]   (print the SQL instead, for a superuser)',
  options: { sql: { type: 'boolean', default: false } },
  run: async ({ config: { database }, options }) => {
    if (!database.owner)
      throw new UsageError('DATABASE_ADMIN_URL is not set: it makes and grants the roles.');
    const runtime = roleOf(database.runtime);
    const client = await connectOwner(database.owner);
    const failures: string[] = [];
    const apply = async (statements: string[]): Promise<boolean> => {
      const sql = ['BEGIN;', ...statements, 'COMMIT;'].join('\n');
      if (options['sql']) {
        console.log(sql);
        return true;
      }
      try {
        await client.query(sql);
        return true;
      } catch (error) {
        await client.query('ROLLBACK');
        failures.push((error as Error).message);
        return false;
      }
    };
    try {
      const unusable = await findUnusableRoles(client, runtime);
      await apply(sharedGrants(runtime));
      if (!options['sql']) await migrateQueueSchema(client, runtime);
      let repaired = 0;
      for (const role of unusable) if (await apply(roleRepair(role, runtime))) repaired++;
      if (options['sql']) return true;
      console.log(
        `${repaired} roles of organizations were made or granted, ${unusable.length - repaired} could not be.`,
      );
      if (failures.length > 0)
        console.log(
          `The first reason: ${failures[0]}\n` +
            'What another role has made, only a superuser grants: taskflow repair-roles --sql | psql -U postgres taskflow',
        );
      return failures.length === 0;
    } finally {
      await client.end();
    }
  },
};
