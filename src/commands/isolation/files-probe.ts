import { existsSync, statSync } from 'node:fs';
import type { Config } from '../../config/config.js';
import { connectionConfig, withClient } from '../../database/connection.js';
import { LocalStorage } from '../../storage/local-storage.js';
import { switchToTenantSql } from '../../tenancy/switch-to-tenant.js';
import {
  inRolledBackTransaction,
  type ProbeOutcome,
  type Probe,
  probe,
  type Target,
} from './isolation-probe.js';

/**
 * Searches for the files of each organization's attachments and exports in the folders of others, and checks that
 * no other account of this machine may enter its own. The names come from its rows.
 */
export async function probeFiles(config: Config, targets: Target[]): Promise<Probe> {
  const storage = new LocalStorage(config);
  return withClient(connectionConfig(config.database.runtime, 'verify'), (client) =>
    probe('find files outside of their own folder', targets, async ({ id, others }) => {
      const { rows } = await inRolledBackTransaction(client, switchToTenantSql(id), () =>
        client.query<{ name: string }>(
          `SELECT id::text AS name FROM attachments
           UNION ALL SELECT file_name FROM exports WHERE file_name IS NOT NULL`,
        ),
      );
      const outcomes = permissions(storage.folder(id));
      for (const { name } of rows) {
        for (const other of others) {
          const size = await storage.size({ organizationId: other, name });
          outcomes.push(size === undefined ? undefined : `${name} of ${id} is in the folder of ${other}`);
        }
      }
      return outcomes;
    }),
  );
}

/** Windows has no such permissions: there the folder's own rights decide. */
function permissions(folder: string): ProbeOutcome[] {
  if (process.platform === 'win32' || !existsSync(folder)) return [];
  const mode = statSync(folder).mode & 0o777;
  return [mode === 0o700 ? undefined : `${folder} has the permissions ${mode.toString(8)}, not 700`];
}
