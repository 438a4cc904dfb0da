import { cpus, release, totalmem, type } from 'node:os';
import type { Result } from './load.ts';

/** What was measured of one workload, as Markdown. */
export interface Section {
  title: string;
  lines: string[];
}

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

/** What figures are of: the day, the command and the machine. */
export function circumstances(command: string, at = new Date()): string {
  const processors = cpus();
  const machine = [
    `${processors.length} x ${processors[0]?.model.trim()}`,
    `${Math.round(totalmem() / 2 ** 30)} GB`,
    `${type()} ${release()}`,
    `Node ${process.versions.node}`,
  ];
  return `${at.toISOString().slice(0, 10)}, \`${command}\`; ${machine.join(', ')}.`;
}

/** The report with these sections in the place of those with the same title, or at its end. Others stay as they are. */
export function withSections(report: string, sections: Section[]): string {
  const [preamble = '', ...parts] = report.trimEnd().split(/^(?=## )/m);
  for (const { title, lines } of sections) {
    const heading = `## ${title}\n`;
    const text = `${heading}\n${lines.join('\n')}\n\n`;
    const index = parts.findIndex((part) => part.startsWith(heading));
    if (index < 0) parts.push(text);
    else parts[index] = text;
  }
  return `${[preamble, ...parts].map((part) => part.trimEnd()).join('\n\n')}\n`;
}
