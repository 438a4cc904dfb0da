import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { Client } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { VERIFICATION } from '../../change-log/hash-chain.js';
import { counted } from '../../common/counted.js';
import { OperatorError } from '../../common/operator-error.js';
import { CopyIn } from '../../database/copy-in.js';
import { CLAIM_SLUG } from '../../modules/organizations/claim-slug.js';
import type { WebhookSecrets } from '../../modules/webhooks/webhook-secrets.js';
import type { Storage } from '../../storage/storage.js';
import { copyMembersSql } from '../../tenancy/member-copies.js';
import type { GroupRoles } from '../../tenancy/group-roles.js';
import { tenantName } from '../../tenancy/tenant-name.js';
import { NEWEST_VERSION, roleCreation, schemaCreation, schemaUpgrade } from '../../tenancy/tenant-schema.js';
import type { BytesProgress } from '../progress-bar.js';
import { Adjustments } from './adjustments.js';
import { type Chain, ARCHIVED_FILES, type ArchivedMember, TABLES } from './archive-file.js';
import type { VerifiedArchive } from './archive-reader.js';
import { matchMembers, type MatchedMembers } from './members.js';
import { tenantTables } from './tenant-tables.js';

export interface LoadOptions {
  slug: string;
  trustsAddresses: boolean;
  /** The role that serves requests. */
  runtime: string;
  groupRoles: GroupRoles;
}

export interface LoadedOrganization extends MatchedMembers {
  id: string;
  /** Whether the organization of the archive is there as well. */
  isCopy: boolean;
  chain: Chain;
  webhooks: number;
}

/** Makes an organization of an archive, in one transaction of the owner role: it is there whole, or not at all. */
export class OrganizationLoad {
  constructor(
    private readonly client: Client,
    private readonly storage: Storage,
    private readonly secrets: WebhookSecrets,
    private readonly archive: VerifiedArchive,
    private readonly progress: BytesProgress,
  ) {}

  async run({ slug, trustsAddresses, runtime, groupRoles }: LoadOptions): Promise<LoadedOrganization> {
    const { organization, members, schemaVersion, chain } = this.archive.content;
    await this.client.query('BEGIN');
    const isCopy = await this.isThere(organization.id);
    const id = isCopy ? uuidv7() : organization.id;
    // From here on no other transaction makes this organization: the files are those of this one.
    await this.insertOrganization(id, slug);
    try {
      // A run that was killed may have left some.
      await this.storage.deleteAll(id);
      if (!groupRoles) await this.makeRole(tenantName(id), runtime);
      await this.client.query(schemaCreation(id, groupRoles, schemaVersion));
      const matched = await matchMembers(this.client, members, trustsAddresses);
      await this.addMembers(id, members, matched);
      await this.fill(id);
      await this.client.query(schemaUpgrade(id, groupRoles, schemaVersion));
      await this.client.query(copyMembersSql(id));
      await this.requireChain(id, organization.id, chain);
      const adjustments = new Adjustments(this.client, id);
      await adjustments.renameUsers(matched.renamed);
      await adjustments.endUnfinished();
      const webhooks = await adjustments.renewWebhooks(this.secrets);
      if (isCopy) await adjustments.becomeCopy(id);
      await adjustments.scheduleReminders(id);
      const reached = await this.verifyChain(id, id);
      await this.record(id, slug, isCopy);
      await this.client.query('COMMIT');
      return { id, isCopy, chain: reached, webhooks: isCopy ? 0 : webhooks, ...matched };
    } catch (error) {
      await this.storage.deleteAll(id);
      throw error;
    }
  }

  private async isThere(id: string): Promise<boolean> {
    const { rowCount } = await this.client.query('SELECT FROM public.organizations WHERE id = $1', [id]);
    return rowCount === 1;
  }

  /** @throws OperatorError when the slug is taken */
  private async insertOrganization(id: string, slug: string): Promise<void> {
    const { name, plan, status, settings, version, createdAt } = this.archive.content.organization;
    const claimed = await this.client.query(CLAIM_SLUG, [slug, id, true]);
    if (claimed.rowCount === 0)
      throw new OperatorError(`The slug ${slug} is taken: give the organization another one by --slug.`);
    // A deleted one is archived to be had again.
    const restored = status === 'SUSPENDED' ? status : 'ACTIVE';
    await this.client.query(
      `INSERT INTO public.organizations (id, name, slug, plan, status, settings, version, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [id, name, slug, plan, restored, JSON.stringify(settings), version, createdAt],
    );
  }

  /** A purge may have left the role. */
  private async makeRole(role: string, runtime: string): Promise<void> {
    const { rows } = await this.client.query<{ found: boolean }>(
      'SELECT to_regrole($1) IS NOT NULL AS found',
      [role],
    );
    await this.client.query(rows[0]?.found ? `GRANT ${role} TO "${runtime}"` : roleCreation(role, runtime));
  }

  private async addMembers(
    id: string,
    members: ArchivedMember[],
    { renamed }: MatchedMembers,
  ): Promise<void> {
    for (const member of members)
      await this.client.query(
        'INSERT INTO public.memberships (organization_id, user_id, role, joined_at) VALUES ($1, $2, $3, $4)',
        [id, renamed.get(member.id) ?? member.id, member.role, member.joinedAt],
      );
  }

  /** Fills the tables and stores the files. @throws OperatorError when there are more or fewer rows than were archived */
  private async fill(id: string): Promise<void> {
    const { tables, files } = this.archive.content;
    const known = new Map((await tenantTables(this.client, id)).map(({ name, columns }) => [name, columns]));
    const expected = new Map(tables.map((table) => [table.name, table]));
    const rows = new Map<string, number>();
    let storedFiles = 0;
    // Migrations have filled some.
    await this.client.query(
      `TRUNCATE ${[...known.keys()].map((name) => `${tenantName(id)}."${name}"`).join(', ')}`,
    );
    this.progress.begin('Loading', this.archive.size);
    for await (const { name, content } of this.archive.entries()) {
      const read = counted(content, (bytes) => this.progress.add(bytes));
      if (name.startsWith(TABLES)) {
        const table = name.slice(TABLES.length).split('/')[0] as string;
        const { columns = [] } = expected.get(table) ?? {};
        if (!known.has(table) || columns.some((column) => !known.get(table)?.includes(column)))
          throw new OperatorError(`The archive has ${name}, which its version of the schema doesn't.`);
        rows.set(table, (rows.get(table) ?? 0) + (await this.copyIn(id, table, columns, read)));
      } else if (name.startsWith(ARCHIVED_FILES)) {
        await this.storage.put(
          { organizationId: id, name: name.slice(ARCHIVED_FILES.length) },
          Readable.from(read),
        );
        storedFiles++;
      }
    }
    const wrong = tables.find((table) => (rows.get(table.name) ?? 0) !== table.rows);
    if (wrong)
      throw new OperatorError(`${wrong.name} has ${rows.get(wrong.name) ?? 0} of ${wrong.rows} rows.`);
    if (storedFiles !== files) throw new OperatorError(`The archive has ${storedFiles} of ${files} files.`);
  }

  private async copyIn(
    id: string,
    table: string,
    columns: string[],
    text: AsyncIterable<Buffer>,
  ): Promise<number> {
    const list = columns.map((column) => `"${column}"`).join(', ');
    const copy = this.client.query(new CopyIn(`COPY ${tenantName(id)}."${table}" (${list}) FROM STDIN`));
    await pipeline(text, createGunzip(), copy);
    return copy.rows;
  }

  /** @throws OperatorError when the log isn't the archived one */
  private async requireChain(id: string, origin: string, archived: Chain): Promise<void> {
    const found = await this.verifyChain(id, origin);
    const isSame = (['entries', 'sequence', 'hash', 'brokenAt'] as const).every(
      (key) => found[key] === archived[key],
    );
    if (!isSame)
      throw new OperatorError(
        `The log isn't the archived one: it ends with ${found.hash} and should end with ${archived.hash}.`,
      );
  }

  /** @param origin the id that the first hash is made of */
  private async verifyChain(id: string, origin: string): Promise<Chain> {
    await this.client.query(`SET LOCAL search_path TO ${tenantName(id)}, public`);
    return chainOf((await this.client.query(VERIFICATION, [origin])).rows[0]);
  }

  private async record(id: string, slug: string, isCopy: boolean): Promise<void> {
    const { organization, createdAt, members } = this.archive.content;
    await this.client.query('INSERT INTO public.tenant_schemas (organization_id, version) VALUES ($1, $2)', [
      id,
      NEWEST_VERSION,
    ]);
    const after = { archivedAt: createdAt, archivedSlug: organization.slug, members: members.length, isCopy };
    await this.client.query(
      `INSERT INTO public.admin_audit (id, action, actor, subject_type, subject_id, subject_name, after)
       VALUES ($1, 'organization.unarchived', 'cli', 'organization', $2, $3, $4)`,
      [uuidv7(), id, slug, JSON.stringify(after)],
    );
  }
}

/** A row of `VERIFICATION`, whose numbers are texts where nothing parses them. */
export function chainOf(row: Record<keyof Chain, string | number | null>): Chain {
  const { entries, sequence, hash, brokenAt } = row;
  return {
    entries: Number(entries),
    sequence: Number(sequence),
    hash: String(hash),
    brokenAt: brokenAt === null ? null : Number(brokenAt),
  };
}
