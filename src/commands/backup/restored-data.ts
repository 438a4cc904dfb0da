import { join } from 'node:path';
import { EmbeddedPostgres } from '@taskflow/embedded-postgres';
import type { Client } from 'pg';
import { type ChainState, VERIFICATION } from '../../change-log/hash-chain.js';
import { sessionConfig, withClient } from '../../database/connection.js';
import { EMBEDDED_DATABASE } from '../../database/embedded-names.js';
import type { Storage } from '../../storage/storage.js';
import { tenantName } from '../../tenancy/tenant-name.js';
import type { ProgressBar } from '../progress-bar.js';

/** The files that rows of an organization name for as long as they are there, with their sizes in bytes. */
export const KEPT_FILES = `
  SELECT id::text AS name, byte_size AS "byteSize", sha256 FROM attachments
  UNION ALL SELECT file_name, byte_size, sha256 FROM exports WHERE status = 'COMPLETED' AND file_name IS NOT NULL`;

/** With those of imports that haven't ended. */
const NAMED_FILES = `${KEPT_FILES}
  UNION ALL SELECT id::text, byte_size, NULL FROM imports WHERE status IN ('QUEUED', 'RUNNING')`;

export interface NamedFile {
  name: string;
  byteSize: string | number;
  sha256: string | null;
}

export interface DataInspection {
  summary: string;
  /** What isn't whole, a sentence each. */
  problems: string[];
}

/**
 * Starts the database of a data folder, which recovers it, and looks whether the log of each organization is whole and
 * each file there that a row names.
 */
export async function inspectData(
  dataDir: string,
  storage: Storage,
  progress: ProgressBar,
): Promise<DataInspection> {
  const server = await EmbeddedPostgres.start({ dir: join(dataDir, 'postgres') });
  try {
    return await withClient(sessionConfig(server.url(EMBEDDED_DATABASE), 'restore'), async (client) => {
      const organizations = (await findOrganizations(client)) ?? [];
      const counts = { entries: 0, files: 0 };
      const problems: string[] = [];
      for (const [index, { id, slug }] of organizations.entries()) {
        await client.query(`SET search_path TO ${tenantName(id)}`);
        const [log] = (await client.query<Record<keyof ChainState, string | null>>(VERIFICATION, [id])).rows;
        if (log?.brokenAt !== null) problems.push(`The log of ${slug} breaks at ${log?.brokenAt}.`);
        counts.entries += Number(log?.entries);
        for (const file of await namedFiles(client)) {
          counts.files++;
          const size = await storage.size({ organizationId: id, name: file.name });
          if (size !== Number(file.byteSize))
            problems.push(`${slug} has no file ${file.name}, which a row names.`);
        }
        progress.show(
          (index + 1) / organizations.length,
          () => `Inspecting: ${index + 1} of ${organizations.length} organizations`,
        );
      }
      return {
        summary: `${organizations.length} organizations, ${counts.entries} entries of their logs, ${counts.files} files that they name`,
        problems,
      };
    });
  } finally {
    await server.stop();
  }
}

/** @returns undefined where the database was never used */
export async function findOrganizations(client: Client): Promise<{ id: string; slug: string }[] | undefined> {
  const { rows } = await client.query(`SELECT to_regclass('public.tenant_schemas') AS found`);
  if (!rows[0]?.found) return undefined;
  const found = await client.query<{ id: string; slug: string }>(
    'SELECT id, slug FROM public.organizations JOIN public.tenant_schemas ON organization_id = id ORDER BY slug',
  );
  return found.rows;
}

async function namedFiles(client: Client): Promise<NamedFile[]> {
  return (await client.query<NamedFile>(NAMED_FILES)).rows;
}
