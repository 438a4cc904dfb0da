import { createReadStream } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import type pg from 'pg';
import type { ArchivedOrganization } from '#app/commands/archive/archive-file.js';
import { ArchiveWriter } from '#app/commands/archive/archive-writer.js';
import { readTar } from '#app/common/tar.js';
import { tenantName } from '#app/tenancy/tenant-name.js';
import { schemaCreation } from '#app/tenancy/tenant-schema.js';

/** What an archive says of its organization. */
async function organizationIn(file: string): Promise<ArchivedOrganization> {
  let found: ArchivedOrganization | undefined;
  for await (const { name, content } of readTar(createReadStream(file))) {
    const parts: Buffer[] = [];
    for await (const part of content) parts.push(part);
    if (name === 'organization.json') found = JSON.parse(Buffer.concat(parts).toString());
  }
  if (!found) throw new Error(`${file} has no organization`);
  return found;
}

/**
 * Writes an archive with other entries to `target`, with the checksums of those.
 * @param change leaves out an entry by undefined
 * @returns target
 */
export async function rewriteArchive(
  file: string,
  target: string,
  change: (name: string, bytes: Buffer) => Buffer | undefined,
): Promise<string> {
  const writer = new ArchiveWriter(target, () => undefined);
  for await (const { name, content } of readTar(createReadStream(file))) {
    const parts: Buffer[] = [];
    for await (const part of content) parts.push(part);
    const changed = name === 'SHA256SUMS' ? undefined : change(name, Buffer.concat(parts));
    if (changed) await writer.add(name, changed);
  }
  await writer.complete();
  return target;
}

/** Writes the archive to `target` as that version of the schema would have written it. @returns target */
export async function archiveOfVersion(
  version: number,
  superuser: pg.Pool,
  file: string,
  target: string,
): Promise<string> {
  const id = '01a00000-0000-7000-8000-00000000000a';
  const client = await superuser.connect();
  await client.query(`BEGIN; CREATE ROLE ${tenantName(id)}; ${schemaCreation(id, undefined, version)}`);
  const { rows } = await client.query<{ table: string; column: string }>(
    `SELECT c.relname AS table, a.attname AS column FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE c.relnamespace = $1::regnamespace AND c.relkind = 'r' AND a.attnum > 0`,
    [tenantName(id)],
  );
  await client.query('ROLLBACK');
  client.release();
  const has = (table: string, column?: string): boolean =>
    rows.some((row) => row.table === table && (column === undefined || row.column === column));
  const tables = (await organizationIn(file)).tables.map(({ name, columns }) => ({
    name,
    kept: columns.map((column) => has(name, column)),
  }));
  return rewriteArchive(file, target, (name, bytes) => {
    if (name === 'organization.json') {
      const archived = JSON.parse(bytes.toString()) as ArchivedOrganization;
      const older = archived.tables
        .filter((table) => has(table.name))
        .map((table) => ({ ...table, columns: table.columns.filter((column) => has(table.name, column)) }));
      return Buffer.from(JSON.stringify({ ...archived, schemaVersion: version, tables: older }));
    }
    const table = tables.find((one) => name.startsWith(`tables/${one.name}/`));
    if (!table || table.kept.every(Boolean)) return bytes;
    if (!table.kept.some(Boolean)) return undefined;
    const older = (line: string): string => cellsOf(line, table.kept);
    return gzipSync(gunzipSync(bytes).toString().split('\n').map(older).join('\n'));
  });
}

/** The cells of a line of COPY that are kept. */
const cellsOf = (line: string, kept: boolean[]): string =>
  line
    .split('\t')
    .filter((_cell, index) => kept[index])
    .join('\t');
