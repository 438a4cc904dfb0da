import type { Client, ClientConfig } from 'pg';
import { OperatorError } from '../../common/operator-error.js';
import type { Config } from '../../config/config.js';
import { openClient, sessionConfig } from '../../database/connection.js';
import { LOCK_TIMEOUT } from './tries.js';

/** A backend remembers every table it has seen; after this many organizations it is let go. */
export const ORGANIZATIONS_PER_CONNECTION = 500;

export interface OwnerConnectionOptions {
  /** Longest time of one statement, in milliseconds; any when left out. */
  statementTimeout?: number;
}

/** @throws OperatorError where it isn't set */
export function ownerUrl({ database }: Config): string {
  if (!database.owner)
    throw new OperatorError('DATABASE_ADMIN_URL is not set: this needs the role that owns the schemas.');
  return database.owner;
}

/** How to connect as the owner role. */
export const ownerConfig = (url: string): ClientConfig => sessionConfig(url, 'migrate');

/**
 * One connection at a time, opened when it is needed, and replaced after some hundreds of uses or an error. Its commits
 * don't wait for the disk: what a crash of PostgreSQL loses of them, an organization's steps and their record together,
 * is outdated still. `Ledger.flush` waits for all of them.
 */
export class OwnerConnection {
  private client?: Client;
  private uses = 0;

  constructor(
    private readonly url: string,
    private readonly options: OwnerConnectionOptions,
  ) {}

  async use<T>(fn: (client: Client) => Promise<T>): Promise<T> {
    if (this.uses >= ORGANIZATIONS_PER_CONNECTION) await this.close();
    this.client ??= await this.open();
    this.uses++;
    try {
      return await fn(this.client);
    } catch (error) {
      // Whatever state it is in: ending the connection rolls back what was open.
      await this.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    const { client } = this;
    this.client = undefined;
    this.uses = 0;
    await client?.end().catch(() => undefined);
  }

  private async open(): Promise<Client> {
    const client = await openClient(ownerConfig(this.url));
    const { statementTimeout = 0 } = this.options;
    await client.query(
      `SET synchronous_commit = off; SET lock_timeout = ${LOCK_TIMEOUT}; SET statement_timeout = ${statementTimeout}`,
    );
    return client;
  }
}
