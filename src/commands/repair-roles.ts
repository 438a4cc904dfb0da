import { roleOf, withClient } from '../database/connection.js';
import { findSupersededRoles, findWrongRoles, roleRepair, sharedGrants } from '../tenancy/role-repair.js';
import { OwnerConnection, ownerConfig, ownerUrl } from '../tenancy/migration/owner-connection.js';
import { migrateQueueSchema } from '../tenancy/migration/public-migration.js';
import { groupRoleCreations } from '../tenancy/tenant-roles.js';
import type { Command } from './command.js';

/** One transaction: what a role lacks is granted as a whole or not at all. */
const inTransaction = (statements: string[]): string => ['BEGIN;', ...statements, 'COMMIT;'].join('\n');

export const repairRoles: Command = {
  summary: 'give organizations the database roles that a dump has left behind, or that TENANT_ROLES says',
  usage: '[--sql]   (print the SQL instead, for a superuser)',
  options: { sql: { type: 'boolean', default: false } },
  run: ({ config, options }) =>
    withClient(ownerConfig(ownerUrl(config)), async (client) => {
      const runtime = roleOf(config.database.runtime);
      const wrong = await findWrongRoles(client, config.database);
      const superseded = await findSupersededRoles(client, config.database, wrong);
      const creations = await groupRoleCreations(client, runtime, config.database.groupRoles);
      const shared = inTransaction([...creations, ...sharedGrants(runtime)]);
      const repairs = wrong.map((role) => inTransaction(roleRepair(role, config.database)));
      const drops = superseded.map((role) => `DROP ROLE ${role};`);
      if (options['sql']) {
        for (const sql of [shared, ...repairs, ...drops]) console.log(sql);
        return true;
      }
      const owner = new OwnerConnection(ownerUrl(config), {});
      const failures: string[] = [];
      const apply = async (sql: string): Promise<boolean> => {
        try {
          await owner.use((connection) => connection.query(sql));
          return true;
        } catch (error) {
          failures.push((error as Error).message);
          return false;
        }
      };
      const applyAll = async (statements: string[]): Promise<number> => {
        let applied = 0;
        for (const sql of statements) if (await apply(sql)) applied++;
        return applied;
      };
      try {
        await apply(shared);
        await migrateQueueSchema(client, runtime);
        const repaired = await applyAll(repairs);
        console.log(
          `${repaired} roles of organizations were repaired, ${wrong.length - repaired} could not be.`,
        );
        if (failures.length > 0) {
          console.log(
            `The first reason: ${failures[0]}\n` +
              'What another role has made, only a superuser grants: taskflow repair-roles --sql | psql -U postgres taskflow',
          );
          return false;
        }
        const dropped = await applyAll(drops);
        if (drops.length > 0)
          console.log(
            `${dropped} roles that no organization has any more were dropped, ${drops.length - dropped} could not be.`,
          );
        if (failures.length > 0)
          console.log(`The first reason: ${failures[0]}\nThey may do nothing in this database.`);
        return true;
      } finally {
        await owner.close();
      }
    }),
};
