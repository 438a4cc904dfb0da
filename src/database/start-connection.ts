import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, ClientConfig } from 'pg';
import type { Reporter } from '../common/logger.js';
import { openClient } from './connection.js';

/** How long the start waits for a database that isn't up yet, and how long for one attempt, in milliseconds. */
const CONNECT_TIMEOUT = 60_000;
const ATTEMPT_TIMEOUT = 10_000;
/** Between two attempts, and between two lines about them, in milliseconds. */
const PAUSE = 500;
const REPORT_INTERVAL = 10_000;

/** Nothing listens yet, the name isn't known yet, the server starts or stops, or it has no room at the moment. */
const TRANSIENT =
  /^(?:ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOENT|EPIPE|57P0[123]|08\w{3}|53300)$/;
/** What pg says without a code; and a pooler whose server isn't there. */
const TRANSIENT_MESSAGE =
  /Connection terminated|timeout expired|Query read timeout|server (?:login|connect)|no (?:more )?(?:connections|servers?)|closing/i;
/** What a pooler refuses for good, with the code of a failed connection. */
const PERMANENT_MESSAGE = /unsupported startup parameter|no such (?:database|user)|auth/i;

/** Whether a connection that failed may come about a moment later. */
export function isTransientConnectError(error: unknown): boolean {
  const { code, message = '', errors } = error as { code?: string; message?: string; errors?: unknown[] };
  if (PERMANENT_MESSAGE.test(message)) return false;
  // An address of each family: one that may come is enough.
  if (errors) return errors.some(isTransientConnectError);
  return TRANSIENT.test(code ?? '') || TRANSIENT_MESSAGE.test(message);
}

/**
 * Connects to a database, also to one that starts at the same time as this process.
 * @param key the variable with the URL, for the log
 * @throws what the last attempt threw
 */
export async function connectAtStart(config: ClientConfig, key: string, reporter: Reporter): Promise<Client> {
  const startedAt = Date.now();
  let reportedAt = -Infinity;
  for (;;) {
    try {
      return await openClient({ ...config, connectionTimeoutMillis: ATTEMPT_TIMEOUT });
    } catch (error) {
      const now = Date.now();
      if (!isTransientConnectError(error) || now - startedAt >= CONNECT_TIMEOUT) throw error;
      if (now - reportedAt >= REPORT_INTERVAL) {
        reportedAt = now;
        reporter.warn({
          event: 'database.waiting',
          msg: `The database of ${key} can't be reached yet and is waited for, up to a minute`,
          seconds: Math.round((now - startedAt) / 1000),
          err: error,
        });
      }
      await sleep(PAUSE);
    }
  }
}
