import type { Client } from 'pg';

/** One kind of attempt to get from an organization into another, and how it went. */
export interface Probe {
  what: string;
  tried: number;
  failures: string[];
}

/** What became of one attempt: undefined when it was refused as it has to be, else what happened. */
export type Outcome = string | undefined;

/** Whom to try from, and whom to try to reach from there. */
export interface Target {
  id: string;
  others: string[];
}

/** Tries from every target in turn. An attempt that breaks counts as one that got through. */
export async function probe(
  what: string,
  targets: readonly Target[],
  attempt: (target: Target) => Promise<Outcome[]>,
): Promise<Probe> {
  const result: Probe = { what, tried: 0, failures: [] };
  for (const target of targets) {
    const outcomes: Outcome[] = await attempt(target).catch((error: Error) => [
      `${target.id}: ${error.message}`,
    ]);
    result.tried += outcomes.length;
    result.failures.push(...outcomes.filter((outcome) => outcome !== undefined));
  }
  return result;
}

/** Adds up what the same kinds of attempt came to in several rounds. */
export function total(rounds: Probe[][]): Probe[] {
  return [...Map.groupBy(rounds.flat(), ({ what }) => what)].map(([what, probes]) => ({
    what,
    tried: probes.reduce((sum, { tried }) => sum + tried, 0),
    failures: probes.flatMap(({ failures }) => failures),
  }));
}

/** Runs a statement behind `settings`, which has to fail with this code of PostgreSQL's. */
export async function refused(client: Client, settings: string, sql: string, code: string): Promise<Outcome> {
  try {
    await inTransaction(client, settings, () => client.query(sql));
    return `went through: ${sql}`;
  } catch (error) {
    const { code: actual, message } = error as { code?: string; message: string };
    return actual === code ? undefined : `failed otherwise than expected: ${message} (${sql})`;
  }
}

/** Whatever `fn` does is rolled back. */
export async function inTransaction<T>(client: Client, settings: string, fn: () => Promise<T>): Promise<T> {
  try {
    await client.query(`BEGIN; ${settings}`);
    return await fn();
  } finally {
    await client.query('ROLLBACK');
  }
}
