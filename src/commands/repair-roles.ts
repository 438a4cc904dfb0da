import { roleOf, withClient } from '../database/connection.js';
import { ownerConfig, ownerUrl } from '../tenancy/migration/owner-connection.js';
import { migrateQueueSchema } from '../tenancy/migration/public-migration.js';
import { findUnusableRoles, roleRepair, sharedGrants } from '../tenancy/tenant-roles.js';
import type { Command } from './command.js';

/** One transaction: what a role lacks is granted as a whole or not at all. */
const inTransaction = (statements: string[]): string => ['BEGIN;', ...statements, 'COMMIT;'].join('\n');

export const repairRoles: Command = {
  summary: 'make and grant the database roles of organizations that a dump has left behind',
  usage: '[--sql]   (print the SQL instead, for a superuser)',
  options: { sql: { type: 'boolean', default: false } },
  run: ({ config, options }) =>
    withClient(ownerConfig(ownerUrl(config)), async (client) => {
      const runtime = roleOf(config.database.runtime);
      const unusable = await findUnusableRoles(client, runtime);
      const shared = inTransaction(sharedGrants(runtime));
      const repairs = unusable.map((role) => inTransaction(roleRepair(role, runtime)));
      if (options['sql']) {
        for (const sql of [shared, ...repairs]) console.log(sql);
        return true;
      }
      const failures: string[] = [];
      const apply = async (sql: string): Promise<boolean> => {
        try {
          await client.query(sql);
          return true;
        } catch (error) {
          await client.query('ROLLBACK');
          failures.push((error as Error).message);
          return false;
        }
      };
      await apply(shared);
      await migrateQueueSchema(client, runtime);
      let repaired = 0;
      for (const sql of repairs) if (await apply(sql)) repaired++;
      console.log(
        `${repaired} roles of organizations were made or granted, ${unusable.length - repaired} could not be.`,
      );
      if (failures.length > 0)
        console.log(
          `The first reason: ${failures[0]}\n` +
            'What another role has made, only a superuser grants: taskflow repair-roles --sql | psql -U postgres taskflow',
        );
      return failures.length === 0;
    }),
};
