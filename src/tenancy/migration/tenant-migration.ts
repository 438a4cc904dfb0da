import type { Client } from 'pg';
import type { GroupRoles } from '../group-roles.js';
import { variablesOf } from '../tenant-schema.js';
import { Ledger, type Outdated } from './ledger.js';
import { type Migration, withVariables } from './migrations.js';
import { isTransient } from './tries.js';

/** A step of an organization's migration failed; the message names it and holds no values of rows. */
export class StepFailed extends Error {
  /** Whether it may work a moment later. */
  readonly isTransient: boolean;

  constructor(step: string, error: unknown) {
    super(`${step}: ${describe(error)}`, { cause: error });
    this.isTransient = isTransient(error);
  }
}

/**
 * Brings one organization to the newest version in one transaction, which records the version too:
 * all steps and their record are there, or nothing is.
 * @returns false when there was nothing to do: the organization is gone, or migrated by another process
 * @throws StepFailed, with the transaction still open
 */
export async function migrateTenant(
  client: Client,
  organization: Outdated,
  migrations: Migration[],
  groupRoles: GroupRoles,
): Promise<boolean> {
  const ledger = new Ledger(client);
  const variables = variablesOf(organization.organizationId, groupRoles);
  const run = async <T>(step: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw new StepFailed(step, error);
    }
  };
  if (!(await run('ledger', () => ledger.begin(organization)))) return false;
  await client.query(`BEGIN; SET LOCAL search_path TO ${variables.tenant}`);
  for (const { version, name, sql } of migrations.slice(organization.version)) {
    await run(`${String(version).padStart(4, '0')}_${name}`, () =>
      client.query(withVariables(sql, variables)),
    );
  }
  const recorded = await run('ledger', () => ledger.complete(organization, migrations.length));
  await client.query(recorded ? 'COMMIT' : 'ROLLBACK');
  return recorded;
}

const LONGEST_ERROR = 500;

/** What to tell about a failure: PostgreSQL quotes the data in the message of a data error (class 22). */
function describe(error: unknown): string {
  const { code, message } = error as { code?: string; message: string };
  const text = code?.startsWith('22') ? 'a value in the data does not fit' : message;
  return `${text.slice(0, LONGEST_ERROR)}${code ? ` (${code})` : ''}`;
}
