import { Injectable } from '@nestjs/common';
import { Metrics, type Sample } from '../../metrics/metrics.js';
import { OLDEST_SERVED_VERSION, readMigrations } from '../../tenancy/migration/migrations.js';
import type { MigrationPageDto, MigrationQueryDto } from './dto/migrations.dto.js';
import { MigrationsRepository } from './migrations.repository.js';

/** How far the organizations' schemas are, for operators. */
@Injectable()
export class MigrationsService {
  private readonly newest = readMigrations('tenant').length;

  constructor(
    private readonly migrations: MigrationsRepository,
    metrics: Metrics,
  ) {
    metrics.collect(
      'taskflow_organization_schemas',
      'Organizations by the version of their schema and the state of its migration.',
      ['version', 'state'],
      () => this.countSchemas(),
    );
  }

  async list(query: MigrationQueryDto): Promise<MigrationPageDto> {
    const counts = await this.migrations.count(this.newest);
    const total = counts
      .filter(({ state }) => query.state === undefined || state === query.state)
      .reduce((sum, { organizations }) => sum + organizations, 0);
    return {
      newest: this.newest,
      oldestServed: OLDEST_SERVED_VERSION,
      counts,
      data: await this.migrations.findPage(this.newest, query),
      page: query.page,
      limit: query.limit,
      total,
      nextCursor: null,
    };
  }

  private async countSchemas(): Promise<Sample<'version' | 'state'>[]> {
    const counts = await this.migrations.count(this.newest);
    return counts.map(({ version, state, organizations }) => ({
      labels: { version, state },
      value: organizations,
    }));
  }
}
