import type { FuzzResult } from './fuzz.ts';

/** What a run found, for people. */
export function report(
  seed: number,
  { requests, findings, statuses, operations, worlds }: FuzzResult,
): string {
  const counts = [...statuses]
    .toSorted(([a], [b]) => a - b)
    .map(([status, count]) => `${status || 'none'}: ${count}`);
  const unreached = [...operations].filter(([, { successes }]) => successes === 0).map(([id]) => id);
  const lines = [
    `seed ${seed}, ${requests} requests of ${operations.size} operations, ${worlds} organizations`,
    `answers by status: ${counts.join(', ')}`,
    `operations that succeeded: ${operations.size - unreached.length}${unreached.length > 0 ? `; not: ${unreached.join(', ')}` : ''}`,
    `findings: ${findings.length}`,
  ];
  for (const { operation, kind, count, curl, answer } of findings.toSorted((a, b) => b.count - a.count)) {
    lines.push('', `${operation} (${count}): ${kind}`, `  ${curl}`, `  ${answer}`);
    lines.push(`  npm run fuzz -- --seed ${seed} --only ${operation}`);
  }
  return lines.join('\n');
}
