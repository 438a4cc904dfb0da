import { Inject, Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { Config } from '../config/config.js';
import { OWNER } from '../database/database.tokens.js';
import { SharedTransaction } from '../database/shared-transaction.js';
import { roleOf } from '../database/connection.js';
import { type GroupRoles, tenantRoleSql } from './group-roles.js';
import { tenantName, tenantNameSql } from './tenant-name.js';
import { NEWEST_VERSION, roleCreation, schemaCreation } from './tenant-schema.js';

/** An advisory lock: one process fills the pool at a time. */
const LOCK = 7_305_001;

const SCHEMA = tenantNameSql('organization_id');
const OWN_ROLE_EXISTS = `to_regrole(${SCHEMA}) IS NOT NULL`;

/** SQL for whether the role of a pooled tenant can be used: another value of TENANT_ROLES may have made its schema. */
const isUsable = (groupRoles: GroupRoles): string =>
  groupRoles
    ? `(version = 0 OR has_schema_privilege(${tenantRoleSql(SCHEMA, groupRoles)}, to_regnamespace(${SCHEMA}), 'USAGE'))`
    : OWN_ROLE_EXISTS;

/** A pre-provisioned tenant: the id of an organization to come, its role where it has one of its own, and most often its schema. */
export interface PooledTenant {
  organizationId: string;
  /** Of the schema, whose tables are empty; 0 when there is none. */
  version: number;
}

/**
 * A warm pool of pre-provisioned tenants, so that a new organization only takes one: as many as there are
 * organizations, up to a bound, and refilled when half of them are used. Whenever a role is granted to the runtime
 * role, PostgreSQL throws away, in every connection, the list of roles that its own may become; with 10,000 in it,
 * making the list again takes some 20 ms, and granting one role takes as long. A schema is a hundred files, and more
 * rows of the catalog.
 */
@Injectable()
export class TenantPool implements BeforeApplicationShutdown {
  private readonly logger = new Logger(TenantPool.name);
  private readonly runtimeRole: string;
  private readonly groupRoles: GroupRoles;
  private filling?: Promise<void>;
  private isAsked = false;
  private stopping = false;

  constructor(
    private readonly shared: SharedTransaction,
    @Inject(OWNER) private readonly owner: DataSource | null,
    private readonly config: Config,
  ) {
    this.runtimeRole = roleOf(config.database.runtime);
    this.groupRoles = config.database.groupRoles;
  }

  /** Before the connections close, which a schema that is being made needs. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await this.filling;
  }

  /** Takes a tenant of the pool, or makes a role, in the open owner transaction. */
  async acquire(): Promise<PooledTenant> {
    const { manager, current } = this.shared;
    if (this.config.tenantPoolSize > 0) current.afterCommit(() => this.fillUp());
    // A database that was restored on another server has no roles there.
    const [pooled] = await manager.query<PooledTenant[]>(
      `WITH taken AS (
         DELETE FROM public.tenant_pool WHERE organization_id = (
           SELECT organization_id FROM public.tenant_pool
           WHERE version IN (0, $1) AND ${isUsable(this.groupRoles)}
           ORDER BY version DESC LIMIT 1 FOR UPDATE SKIP LOCKED
         ) RETURNING organization_id, version
       ) SELECT organization_id AS "organizationId", version FROM taken`,
      [NEWEST_VERSION],
    );
    if (pooled) return pooled;
    const organizationId = uuidv7();
    await this.makeRole(manager, organizationId);
    return { organizationId, version: 0 };
  }

  /** Fills the pool beside the request, unless this process is filling it. */
  private fillUp(): void {
    this.isAsked = true;
    this.filling ??= this.fillWhileAsked()
      .catch((error: Error) =>
        this.logger.warn({
          event: 'tenant_pool.fill_failed',
          msg: 'The pool of pre-provisioned tenants could not be filled; new organizations are provisioned at once',
          err: error,
        }),
      )
      .finally(() => (this.filling = undefined));
  }

  private async fillWhileAsked(): Promise<void> {
    while (this.isAsked && !this.stopping) {
      this.isAsked = false;
      await this.withLock((manager) => this.makeRoles(manager));
      // Each takes a hundred locks, so it is a transaction of its own.
      while (!this.stopping && (await this.withLock((manager) => this.makeSchema(manager))));
    }
  }

  /** @returns what `make` does, or undefined while another process has the lock */
  private async withLock<T>(make: (manager: EntityManager) => Promise<T>): Promise<T | undefined> {
    return this.owner?.transaction(async (manager) => {
      const [{ locked }] = await manager.query<[{ locked: boolean }]>(
        'SELECT pg_try_advisory_xact_lock($1) AS locked',
        [LOCK],
      );
      return locked ? make(manager) : undefined;
    });
  }

  /** Makes all missing roles in one transaction, so that connections list once what they may become. */
  private async makeRoles(manager: EntityManager): Promise<void> {
    const [{ size, targetSize }] = await manager.query<[{ size: number; targetSize: number }]>(
      `SELECT (SELECT count(*)::int FROM public.tenant_pool) AS size,
              (SELECT count(*)::int FROM (SELECT FROM public.tenant_schemas LIMIT $1) counted) AS "targetSize"`,
      [this.config.tenantPoolSize],
    );
    if (targetSize === 0 || size > targetSize / 2) return;
    const ids = Array.from({ length: targetSize - size }, () => uuidv7());
    for (const id of ids) await this.makeRole(manager, id);
    await manager.query('INSERT INTO public.tenant_pool SELECT unnest($1::uuid[])', [ids]);
  }

  /** A group's role is there: it was made with the shared schema. */
  private async makeRole(manager: EntityManager, organizationId: string): Promise<void> {
    if (this.groupRoles) return;
    await manager.query(roleCreation(tenantName(organizationId), this.runtimeRole));
  }

  /**
   * Makes the schema of one pooled tenant. A schema of an older version, which is not used any more, is made anew.
   * @returns whether there was one to make
   */
  private async makeSchema(manager: EntityManager): Promise<boolean> {
    const [pooled] = await manager.query<{ id: string }[]>(
      `SELECT organization_id AS id FROM public.tenant_pool
       WHERE version < $1 AND ${this.groupRoles ? 'true' : OWN_ROLE_EXISTS}
       LIMIT 1 FOR UPDATE SKIP LOCKED`,
      [NEWEST_VERSION],
    );
    if (!pooled) return false;
    await manager.query(`
      DROP SCHEMA IF EXISTS ${tenantName(pooled.id)} CASCADE;
      ${schemaCreation(pooled.id, this.groupRoles)}
      UPDATE public.tenant_pool SET version = ${NEWEST_VERSION} WHERE organization_id = '${pooled.id}';
    `);
    return true;
  }
}
