import { Injectable } from '@nestjs/common';
import { SharedTransaction } from '../../database/shared-transaction.js';
import type {
  MigrationCountDto,
  MigrationQueryDto,
  MigrationState,
  OrganizationMigrationDto,
} from './dto/migrations.dto.js';

/** The ledger's state where $1 is the newest version. */
const STATE = `CASE WHEN s.state = 'CURRENT' AND s.version < $1 THEN 'PENDING' ELSE s.state END`;

/** Reads the migration ledger. Only a migrator writes it. */
@Injectable()
export class MigrationsRepository {
  constructor(private readonly shared: SharedTransaction) {}

  async count(newest: number): Promise<MigrationCountDto[]> {
    return this.shared.manager.query(
      `SELECT s.version, ${STATE} AS state, count(*) AS organizations
       FROM public.tenant_schemas s GROUP BY 1, 2 ORDER BY 1, 2`,
      [newest],
    );
  }

  /** Those with the oldest schemas first. */
  async findPage(
    newest: number,
    { page, limit, state }: MigrationQueryDto,
  ): Promise<OrganizationMigrationDto[]> {
    const parameters: [number, MigrationState | null, number, number] = [
      newest,
      state ?? null,
      limit,
      (page - 1) * limit,
    ];
    return this.shared.manager.query(
      `SELECT s.organization_id AS "organizationId", o.slug, s.version, ${STATE} AS state, s.attempts,
              s.duration_ms AS "durationMs", s.error, s.migrated_at AS "migratedAt"
       FROM public.tenant_schemas s JOIN public.organizations o ON o.id = s.organization_id
       WHERE $2::text IS NULL OR ${STATE} = $2
       ORDER BY s.version, s.organization_id LIMIT $3 OFFSET $4`,
      parameters,
    );
  }
}
