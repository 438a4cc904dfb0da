import type { Client } from 'pg';

/** A probe: one kind of attempt to reach an organization from another, with its result. */
export interface Probe {
  name: string;
  tried: number;
  failures: string[];
  /** Whether nothing is meant to refuse it: what gets through is counted, and no failure. */
  isOpen?: boolean;
}

/** The outcome of one attempt: undefined when it was refused as it has to be, otherwise what happened. */
export type ProbeOutcome = string | undefined;

/** A target: the organization that attempts are made from, and those that they try to reach. */
export interface Target {
  id: string;
  others: string[];
}

/** Makes the attempts of every target. An attempt that throws counts as one that succeeded. */
export async function probe(
  name: string,
  targets: readonly Target[],
  attempt: (target: Target) => Promise<ProbeOutcome[]>,
): Promise<Probe> {
  const result: Probe = { name, tried: 0, failures: [] };
  for (const target of targets) {
    const outcomes: ProbeOutcome[] = await attempt(target).catch((error: Error) => [
      `${target.id}: ${error.message}`,
    ]);
    result.tried += outcomes.length;
    result.failures.push(...outcomes.filter((outcome) => outcome !== undefined));
  }
  return result;
}

/** Sums up the results of several batches by kind of attempt. */
export function total(batches: Probe[][]): Probe[] {
  return [...Map.groupBy(batches.flat(), ({ name }) => name)].map(([name, probes]) => ({
    name,
    tried: probes.reduce((sum, { tried }) => sum + tried, 0),
    failures: probes.flatMap(({ failures }) => failures),
    ...(probes[0]?.isOpen ? { isOpen: true } : {}),
  }));
}

/** Runs a statement after `settings`. @returns undefined when it fails with this PostgreSQL error code */
export async function refused(
  client: Client,
  settings: string,
  sql: string,
  code: string,
): Promise<ProbeOutcome> {
  try {
    await inRolledBackTransaction(client, settings, () => client.query(sql));
    return `went through: ${sql}`;
  } catch (error) {
    const { code: actual, message } = error as { code?: string; message: string };
    return actual === code ? undefined : `failed otherwise than expected: ${message} (${sql})`;
  }
}

/** Runs `fn` in a transaction that is rolled back. */
export async function inRolledBackTransaction<T>(
  client: Client,
  settings: string,
  fn: () => Promise<T>,
): Promise<T> {
  try {
    await client.query(`BEGIN; ${settings}`);
    return await fn();
  } finally {
    await client.query('ROLLBACK');
  }
}
