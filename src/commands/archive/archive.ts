import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Client } from 'pg';
import { VERIFICATION } from '../../change-log/hash-chain.js';
import { OperatorError } from '../../common/operator-error.js';
import { VERSION } from '../../common/version.js';
import { sessionConfig, withClient } from '../../database/connection.js';
import { CopyRows, LINES } from '../../database/copy-rows.js';
import { AdminAudit } from '../../modules/admin/admin-audit.js';
import { SharedTransaction } from '../../database/shared-transaction.js';
import { createStorage } from '../../storage/create-storage.js';
import type { StorageSnapshot } from '../../storage/storage.js';
import { ownerUrl } from '../../tenancy/migration/owner-connection.js';
import { tenantName } from '../../tenancy/tenant-name.js';
import { KEPT_FILES, type NamedFile } from '../backup/restored-data.js';
import { type Command, required, UsageError } from '../command.js';
import { BytesProgress } from '../progress-bar.js';
import {
  type ArchivedOrganization,
  ARCHIVED_FILES,
  FORMAT,
  FORMAT_VERSION,
  ORGANIZATION,
  type ArchivedMember,
  type TableContent,
} from './archive-file.js';
import { ArchiveWriter } from './archive-writer.js';
import { chainOf } from './load-organization.js';
import { tenantTables, WITHOUT_SECRETS } from './tenant-tables.js';

export const archive: Command = {
  summary: 'write an organization with its files, members and log into one file',
  usage: '--slug SLUG --to FILE',
  options: { slug: { type: 'string' }, to: { type: 'string' } },
  run: async ({ config, options, application }) => {
    const slug = required(options, 'slug');
    const to = resolve(required(options, 'to'));
    if (existsSync(to)) throw new UsageError(`${to} is there already.`);
    const { get, asOperator } = await application();
    const storage = await createStorage(config);
    const stored = await storage.snapshot();
    if (!stored)
      throw new UsageError('A backup or another archive is being written: try again when it has ended.');
    const progress = new BytesProgress(process.stdout);
    const writer = new ArchiveWriter(to, (bytes) => progress.add(bytes));
    try {
      const content = await withClient(sessionConfig(ownerUrl(config), 'archive'), (client) =>
        new OrganizationArchive(client, stored, writer, progress).write(slug),
      );
      progress.clear();
      const { organization } = content;
      await asOperator(() =>
        get(SharedTransaction).run(() =>
          get(AdminAudit).record(
            'organization.archived',
            { type: 'organization', id: organization.id, name: slug },
            { before: null, after: { entries: content.chain.entries, files: content.files } },
          ),
        ),
      );
      await writer.complete();
      return report(to, content);
    } catch (error) {
      await writer.discard();
      throw error;
    } finally {
      progress.clear();
      await stored.end();
    }
  },
};

function report(
  to: string,
  { organization, members, tables, files, missingFiles, chain }: ArchivedOrganization,
): boolean {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  console.log(
    `${to} has ${organization.slug} (${organization.id}): ${rows} rows, ${files} files, ${members.length} members, ` +
      `${chain.entries} entries of its log, the last of which has ${chain.hash}.`,
  );
  for (const name of missingFiles) console.log(`The storage hasn't the file ${name}, which a row names.`);
  if (chain.brokenAt !== null) console.log(`The log breaks at ${chain.brokenAt}, and is archived as it is.`);
  return missingFiles.length === 0 && chain.brokenAt === null;
}

/** An organization at one moment, written into an archive. */
class OrganizationArchive {
  constructor(
    private readonly client: Client,
    private readonly stored: StorageSnapshot,
    private readonly writer: ArchiveWriter,
    private readonly progress: BytesProgress,
  ) {}

  /** @throws OperatorError when there is no such organization, or it is being purged */
  async write(slug: string): Promise<ArchivedOrganization> {
    await this.client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const { schemaVersion, ...organization } = await this.find(slug);
    await this.client.query(`SET LOCAL search_path TO ${tenantName(organization.id)}, public`);
    const chain = chainOf((await this.client.query(VERIFICATION, [organization.id])).rows[0]);
    const tables = await this.writeTables(organization.id);
    const members = await this.members(organization.id);
    const { files, missingFiles } = await this.writeFiles(organization.id);
    const content: ArchivedOrganization = {
      format: FORMAT,
      formatVersion: FORMAT_VERSION,
      createdAt: new Date().toISOString(),
      version: VERSION,
      schemaVersion,
      organization,
      members,
      tables,
      files,
      missingFiles,
      chain,
    };
    await this.writer.add(ORGANIZATION, Buffer.from(JSON.stringify(content, undefined, 2)));
    return content;
  }

  private async find(
    slug: string,
  ): Promise<ArchivedOrganization['organization'] & { schemaVersion: number }> {
    const { rows } = await this.client.query(
      `SELECT id, name, slug, plan, status, settings, o.version, created_at AS "createdAt",
              s.version AS "schemaVersion"
       FROM public.organizations o JOIN public.tenant_schemas s ON s.organization_id = o.id
       WHERE slug = $1 AND status <> 'PURGING'`,
      [slug],
    );
    if (rows.length === 0) throw new OperatorError(`There is no organization ${slug}.`);
    return rows[0];
  }

  private async members(organizationId: string): Promise<ArchivedMember[]> {
    const { rows } = await this.client.query<ArchivedMember>(
      `SELECT u.id, u.email, u.username, u.name, u.is_active AS "isActive", m.role, m.joined_at AS "joinedAt"
       FROM public.memberships m JOIN public.users u ON u.id = m.user_id
       WHERE m.organization_id = $1 ORDER BY m.joined_at, u.id`,
      [organizationId],
    );
    return rows;
  }

  private async writeTables(organizationId: string): Promise<TableContent[]> {
    const { rows } = await this.client.query<{ bytes: number }>(
      `SELECT coalesce(sum(pg_table_size(oid)), 0)::float AS bytes FROM pg_class
       WHERE relnamespace = $1::regnamespace AND relkind = 'r'`,
      [tenantName(organizationId)],
    );
    this.progress.begin('Reading tables', rows[0]?.bytes ?? 0);
    const contents: TableContent[] = [];
    for (const { name, columns } of await tenantTables(this.client, organizationId)) {
      const list = columns.map((column) => WITHOUT_SECRETS[`${name}.${column}`] ?? `"${column}"`).join(', ');
      const copy = new CopyRows(`COPY (SELECT ${list} FROM "${name}") TO STDOUT`, LINES);
      await this.writer.addTable(name, this.client.query(copy));
      contents.push({ name, columns, rows: copy.rows });
    }
    return contents;
  }

  private async writeFiles(
    organizationId: string,
  ): Promise<Pick<ArchivedOrganization, 'files' | 'missingFiles'>> {
    const { rows } = await this.client.query<NamedFile>(KEPT_FILES);
    this.progress.begin(
      'Reading files',
      rows.reduce((sum, { byteSize }) => sum + Number(byteSize), 0),
    );
    const missingFiles: string[] = [];
    for (const { name, sha256 } of rows) {
      // A file that is deleted meanwhile is there as well.
      const found = await this.stored.open({ organizationId, name });
      if (!found) {
        missingFiles.push(name);
        continue;
      }
      const written = await this.writer.addStream(ARCHIVED_FILES + name, found.byteSize, found.content);
      if (written !== sha256)
        throw new OperatorError(
          `The file ${name} in the storage isn't the one that its row names: it is damaged.`,
        );
    }
    return { files: rows.length - missingFiles.length, missingFiles };
  }
}
