import { Injectable } from '@nestjs/common';
import pg from 'pg';
import { Config } from '../config/config.js';
import { SchemaGate } from './schema-gate.js';
import { enterTenant } from './enter-tenant.js';

/**
 * One moment of an organization, for reading more than memory holds: a read-only transaction on a
 * connection of its own, past any pooler, which sees the data as it was when it began.
 */
@Injectable()
export class TenantSnapshot {
  constructor(
    private readonly config: Config,
    private readonly gate: SchemaGate,
  ) {}

  /** Runs `read` in the snapshot. When `signal` aborts, the connection closes and `read` fails. */
  async open<T>(
    organizationId: string,
    signal: AbortSignal,
    read: (client: pg.Client) => Promise<T>,
  ): Promise<T> {
    await this.gate.check(organizationId);
    const client = new pg.Client({
      connectionString: this.config.database.direct,
      application_name: 'taskflow-snapshot',
      keepAlive: true,
    });
    client.on('error', () => undefined);
    const close = (): void => void client.end().catch(() => undefined);
    try {
      await client.connect();
      signal.throwIfAborted();
      signal.addEventListener('abort', close);
      await client.query(`BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; ${enterTenant(organizationId)}`);
      const result = await read(client);
      await client.query('COMMIT');
      return result;
    } finally {
      signal.removeEventListener('abort', close);
      await client.end().catch(() => undefined);
    }
  }
}
