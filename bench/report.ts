import type { Result } from './load.ts';

/** The lines of the table of a comparison. */
export function table(results: Result[]): string[] {
  const reference = results.at(-2) as Result;
  return [
    `| server | req/s | p50 ms | p99 ms | errors | CPU s / 1,000 | of PostgreSQL | this / ${reference.server} |`,
    '|---|---|---|---|---|---|---|---|',
    ...results.map(({ server, requestsPerSecond, p50, p99, errors, cpuPer1000, databaseCpuPer1000 }) => {
      const ratio = (requestsPerSecond / reference.requestsPerSecond).toFixed(2);
      const figures = [
        Math.round(requestsPerSecond),
        p50.toFixed(1),
        p99.toFixed(1),
        errors,
        cpuPer1000.toFixed(3),
        databaseCpuPer1000.toFixed(3),
      ];
      return `| ${[server, ...figures, ratio].join(' | ')} |`;
    }),
  ];
}
