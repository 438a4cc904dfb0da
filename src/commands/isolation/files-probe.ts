import type { Config } from '../../config/config.js';
import { connectionConfig, withClient } from '../../database/connection.js';
import { createStorage } from '../../storage/create-storage.js';
import { switchToTenantSql } from '../../tenancy/switch-to-tenant.js';
import {
  inRolledBackTransaction,
  type Probe,
  type ProbeOutcome,
  probe,
  type Target,
} from './isolation-probe.js';

/**
 * Searches for the files of each organization's attachments and exports among those of others, and checks that its
 * own are closed to other accounts of this machine, and to clients without credentials. The names come from its rows.
 */
export async function probeFiles(config: Config, targets: Target[]): Promise<Probe> {
  const storage = await createStorage(config);
  return withClient(connectionConfig(config.database.runtime, 'verify'), (client) =>
    probe('find files outside of their own folder', targets, async ({ id, others }) => {
      const { rows } = await inRolledBackTransaction(
        client,
        switchToTenantSql(id, config.database.groupRoles),
        () =>
          client.query<{ name: string }>(
            `SELECT id::text AS name FROM attachments
           UNION ALL SELECT file_name FROM exports WHERE file_name IS NOT NULL`,
          ),
      );
      const exposures = await storage.exposures(id);
      const outcomes: ProbeOutcome[] = exposures.length > 0 ? exposures : [undefined];
      for (const { name } of rows) {
        for (const other of others) {
          const size = await storage.size({ organizationId: other, name });
          outcomes.push(size === undefined ? undefined : `${name} of ${id} is among the files of ${other}`);
        }
      }
      return outcomes;
    }),
  );
}
