import type { Client } from 'pg';
import { sessionConfig, withClient } from '../database/connection.js';
import { switchToTenantSql } from './switch-to-tenant.js';

/**
 * Runs `read` in one moment of an organization, for reading more than memory holds: a read-only transaction on a
 * connection of its own, which sees the data as it was when it began. The caller has been in the organization
 * by a tenant transaction before, which looks whether its schema can be read. Threads call this, too, so nothing
 * of the application belongs here.
 * @param url of the database, as the runtime role, past any pooler
 * @param signal closes the connection, and `read` fails
 */
export async function inTenantSnapshot<T>(
  url: string,
  organizationId: string,
  signal: AbortSignal,
  read: (client: Client) => Promise<T>,
): Promise<T> {
  return withClient(sessionConfig(url, 'snapshot'), async (client) => {
    const close = (): void => void client.end().catch(() => undefined);
    signal.throwIfAborted();
    signal.addEventListener('abort', close);
    try {
      await client.query(
        `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; ${switchToTenantSql(organizationId)}`,
      );
      const result = await read(client);
      await client.query('COMMIT');
      return result;
    } finally {
      signal.removeEventListener('abort', close);
    }
  });
}
