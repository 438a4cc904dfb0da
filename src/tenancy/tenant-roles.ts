import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { Config } from '../config/config.js';
import { OWNER } from '../database/database.tokens.js';
import { IdentityTransaction } from '../database/identity-transaction.js';
import { tenantName } from './tenant-name.js';

/** Only one process makes spare roles at a time. */
const LOCK = 7_305_001;

/**
 * The database roles of organizations. Each is granted to the runtime role, and whenever such a grant is added
 * PostgreSQL throws away, in every connection, the list of roles that its own may become; with
 * 10,000 in it, making the list again takes some 20 ms, and granting one role takes as long. So where there
 * are many organizations, roles are made ahead, many at a time, and a new organization takes one.
 */
@Injectable()
export class TenantRoles implements OnApplicationShutdown {
  /** From so many organizations on there are spare roles. */
  protected readonly worthwhileFrom: number = 1000;
  /** So many are kept, and more are made when half of them are used. */
  protected readonly kept: number = 256;

  private readonly logger = new Logger(TenantRoles.name);
  private readonly runtimeRole: string;
  private filling?: Promise<void>;

  constructor(
    private readonly identity: IdentityTransaction,
    @Inject(OWNER) private readonly owner: DataSource | null,
    config: Config,
  ) {
    this.runtimeRole = roleOf(config.database.runtime);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.filling;
  }

  /** Takes a spare role, or makes one, in the open owner transaction. @returns the id of its organization */
  async obtain(): Promise<string> {
    const { manager, current } = this.identity;
    current.afterCommit(() => this.fillUp());
    // A database that was restored on another server has no roles there.
    const [spare] = await manager.query<{ id: string }[]>(
      `WITH taken AS (
         DELETE FROM public.spare_roles WHERE organization_id = (
           SELECT organization_id FROM public.spare_roles
           JOIN pg_roles ON rolname = 'tenant_' || replace(organization_id::text, '-', '')
           LIMIT 1 FOR UPDATE OF spare_roles SKIP LOCKED
         ) RETURNING organization_id
       ) SELECT organization_id AS id FROM taken`,
    );
    if (spare) return spare.id;
    const id = uuidv7();
    await manager.query(this.creationOf(id));
    return id;
  }

  /** Makes spare roles beside the request, in a process that isn't doing so yet. */
  private fillUp(): void {
    this.filling ??= this.makeSpares()
      .catch((error: Error) => this.logger.warn(`Spare roles could not be made: ${error.message}`))
      .finally(() => (this.filling = undefined));
  }

  private async makeSpares(): Promise<void> {
    await this.owner?.transaction(async (manager) => {
      const [state] = await manager.query<{ turn: boolean; spare: number; many: boolean }[]>(
        `SELECT pg_try_advisory_xact_lock($1) AS turn,
                (SELECT count(*) FROM public.spare_roles) AS spare,
                (SELECT count(*) FROM (SELECT FROM public.tenant_schemas LIMIT $2) counted) = $2 AS many`,
        [LOCK, this.worthwhileFrom],
      );
      if (!state?.turn || !state.many || state.spare > this.kept / 2) return;
      const ids = Array.from({ length: this.kept - state.spare }, () => uuidv7());
      for (const id of ids) await manager.query(this.creationOf(id));
      await manager.query('INSERT INTO public.spare_roles SELECT unnest($1::uuid[])', [ids]);
    });
  }

  private creationOf(organizationId: string): string {
    return `CREATE ROLE ${tenantName(organizationId)} NOLOGIN NOINHERIT ROLE "${this.runtimeRole}"`;
  }
}

/** The role a connection URL signs in with. */
export function roleOf(url: string): string {
  return decodeURIComponent(new URL(url).username);
}
