import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type ClientConfig } from 'pg';
import type { Reporter } from '../common/logger.js';

/** How long a database that isn't up yet is waited for, and how often that is said, in milliseconds. */
const PATIENCE = 60_000;
const SAID_EVERY = 10_000;
const PAUSE = 500;

/** Nothing listens yet, the name isn't known yet, the server starts or stops, or it has no room at the moment. */
const PASSING =
  /^(?:ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOENT|EPIPE|57P0[123]|08\w{3}|53300)$/;
/** What pg says without a code; and a pooler whose server isn't there. */
const PASSING_MESSAGE =
  /Connection terminated|timeout expired|server (?:login|connect)|no (?:more )?(?:connections|servers?)|closing/i;
/** A pooler says so with a code of failed connections, and goes on saying so. */
const LASTING_MESSAGE = /unsupported startup parameter|no such (?:database|user)|auth/i;

export function isPassing(error: unknown): boolean {
  const { code, message = '', errors } = error as { code?: string; message?: string; errors?: unknown[] };
  if (LASTING_MESSAGE.test(message)) return false;
  // An address of each family: one that may come is enough.
  if (errors) return errors.some(isPassing);
  return PASSING.test(code ?? '') || PASSING_MESSAGE.test(message);
}

/**
 * Connects to a database, also to one that starts at the same time as this process.
 * @param key the variable with the URL, for the log
 * @throws what the last attempt threw
 */
export async function connectPatiently(
  config: ClientConfig,
  key: string,
  reporter: Reporter,
): Promise<Client> {
  const startedAt = Date.now();
  for (let said = 0; ;) {
    const client = new Client({ ...config, connectionTimeoutMillis: 10_000 });
    // Without a listener the loss of the connection would end the process; the next query tells.
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      void client.end().catch(() => undefined);
      const waited = Date.now() - startedAt;
      if (!isPassing(error) || waited >= PATIENCE) throw error;
      if (waited >= said * SAID_EVERY) {
        said++;
        reporter.warn({
          event: 'database.waiting',
          msg: `The database of ${key} can't be reached yet and is waited for, up to a minute`,
          seconds: Math.round(waited / 1000),
          err: error,
        });
      }
      await sleep(PAUSE);
    }
  }
}
