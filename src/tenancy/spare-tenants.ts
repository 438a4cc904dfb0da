import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { Config } from '../config/config.js';
import { OWNER } from '../database/database.tokens.js';
import { IdentityTransaction } from '../database/identity-transaction.js';
import { roleOf } from '../database/role-of.js';
import { tenantName } from './tenant-name.js';
import { NEWEST_VERSION, schemaCreation } from './tenant-schema.js';

/** Only one process makes spares at a time. */
const LOCK = 7_305_001;

/** A place for an organization that doesn't exist yet: its id, a role, and most often a schema. */
export interface SpareTenant {
  organizationId: string;
  /** Of the schema, which has nothing in it yet; 0 when there is none. */
  version: number;
}

/**
 * Roles and schemas that are made ahead where there are many organizations, so that a new one only
 * takes a pair. Whenever a role is granted to the runtime role, PostgreSQL throws away, in every connection,
 * the list of roles that its own may become; with 10,000 in it, making the list again takes some 20 ms, and
 * granting one role takes as long. A schema is a hundred entries and files, made by one connection.
 */
@Injectable()
export class SpareTenants implements OnApplicationShutdown {
  /** From so many organizations on there are spares. */
  protected readonly worthwhileFrom: number = 1000;
  /** So many are kept, and more are made when half of them are used. */
  protected readonly kept: number = 256;

  private readonly logger = new Logger(SpareTenants.name);
  private readonly runtimeRole: string;
  private filling?: Promise<void>;
  private asked = false;
  private stopping = false;

  constructor(
    private readonly identity: IdentityTransaction,
    @Inject(OWNER) private readonly owner: DataSource | null,
    config: Config,
  ) {
    this.runtimeRole = roleOf(config.database.runtime);
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await this.filling;
  }

  /** Takes a spare, or makes a role, in the open owner transaction. */
  async take(): Promise<SpareTenant> {
    const { manager, current } = this.identity;
    current.afterCommit(() => this.fillUp());
    // A database that was restored on another server has no roles there.
    const [spare] = await manager.query<SpareTenant[]>(
      `WITH taken AS (
         DELETE FROM public.spare_tenants WHERE organization_id = (
           SELECT organization_id FROM public.spare_tenants
           WHERE version IN (0, $1)
             AND to_regrole('tenant_' || replace(organization_id::text, '-', '')) IS NOT NULL
           ORDER BY version DESC LIMIT 1 FOR UPDATE SKIP LOCKED
         ) RETURNING organization_id, version
       ) SELECT organization_id AS "organizationId", version FROM taken`,
      [NEWEST_VERSION],
    );
    if (spare) return spare;
    const organizationId = uuidv7();
    await manager.query(this.roleCreation(organizationId));
    return { organizationId, version: 0 };
  }

  /** Makes spares beside the request, in a process that isn't doing so yet. */
  private fillUp(): void {
    this.asked = true;
    this.filling ??= this.makeAsked()
      .catch((error: Error) => this.logger.warn(`No place could be made ahead: ${error.message}`))
      .finally(() => (this.filling = undefined));
  }

  private async makeAsked(): Promise<void> {
    while (this.asked && !this.stopping) {
      this.asked = false;
      await this.inTurn((manager) => this.makeRoles(manager));
      // Each takes a hundred locks, so it is a transaction of its own.
      while (!this.stopping && (await this.inTurn((manager) => this.makeSchema(manager))));
    }
  }

  /** @returns what `make` does, or undefined when it is another process's turn */
  private async inTurn<T>(make: (manager: EntityManager) => Promise<T>): Promise<T | undefined> {
    return this.owner?.transaction(async (manager) => {
      const [{ turn }] = await manager.query<[{ turn: boolean }]>(
        'SELECT pg_try_advisory_xact_lock($1) AS turn',
        [LOCK],
      );
      return turn ? make(manager) : undefined;
    });
  }

  /** Makes all that are missing in one transaction: connections list what they may become once. */
  private async makeRoles(manager: EntityManager): Promise<void> {
    const [{ spare, many }] = await manager.query<[{ spare: number; many: boolean }]>(
      `SELECT (SELECT count(*) FROM public.spare_tenants) AS spare,
              (SELECT count(*) FROM (SELECT FROM public.tenant_schemas LIMIT $1) counted) = $1 AS many`,
      [this.worthwhileFrom],
    );
    if (!many || spare > this.kept / 2) return;
    const ids = Array.from({ length: this.kept - spare }, () => uuidv7());
    for (const id of ids) await manager.query(this.roleCreation(id));
    await manager.query('INSERT INTO public.spare_tenants SELECT unnest($1::uuid[])', [ids]);
  }

  /**
   * Gives one spare its schema; one of an older version, which nobody takes any more, is made anew.
   * @returns whether there was one to make
   */
  private async makeSchema(manager: EntityManager): Promise<boolean> {
    const [spare] = await manager.query<{ id: string }[]>(
      `SELECT organization_id AS id FROM public.spare_tenants
       WHERE version < $1 AND to_regrole('tenant_' || replace(organization_id::text, '-', '')) IS NOT NULL
       LIMIT 1 FOR UPDATE SKIP LOCKED`,
      [NEWEST_VERSION],
    );
    if (!spare) return false;
    await manager.query(`
      DROP SCHEMA IF EXISTS ${tenantName(spare.id)} CASCADE;
      ${schemaCreation(spare.id)}
      UPDATE public.spare_tenants SET version = ${NEWEST_VERSION} WHERE organization_id = '${spare.id}';
    `);
    return true;
  }

  private roleCreation(organizationId: string): string {
    return `CREATE ROLE ${tenantName(organizationId)} NOLOGIN NOINHERIT ROLE "${this.runtimeRole}"`;
  }
}
