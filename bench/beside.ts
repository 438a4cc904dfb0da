import type autocannon from 'autocannon';
import { average, measure, type Result } from './load.ts';
import type { Server } from './server.ts';

/** Clients that send requests. Alone they take some four fifths of two cores, their own part included. */
const BYSTANDERS = 4;

/** How often requests are measured alone and beside each work, in turns: their times change by themselves, too. */
const TURNS = 3;

export const BESIDE_HEADER = [
  '| requests | beside | p50 / p99 ms alone | p50 / p99 ms beside it | p99, times |',
  '|---|---|---|---|---|',
];

/** The times of requests alone, and while a work is done over and over; each first once uncounted. */
export async function timesBeside(
  server: Server,
  requests: (() => autocannon.Request)[],
  works: Record<string, () => Promise<unknown>>,
): Promise<string[]> {
  const lines: string[] = [];
  for (const request of requests) {
    const load = (): Promise<Result> => measure({ server, request }, 5, { connections: BYSTANDERS });
    const loads = [load, ...Object.values(works).map((work) => () => beside(work, load))];
    const results: Result[][] = loads.map(() => []);
    for (const one of loads) await one();
    for (let turn = 0; turn < TURNS; turn++) {
      for (const [index, one] of loads.entries()) results[index]?.push(await one());
    }
    const [alone, ...others] = results.map(average) as [Result, ...Result[]];
    const name = request().method === 'POST' ? 'create task' : 'list tasks, from the database';
    const times = ({ p50, p99 }: Result): string => `${p50.toFixed(1)} / ${p99.toFixed(1)}`;
    for (const [index, work] of Object.keys(works).entries()) {
      const during = others[index] as Result;
      const ratio = (during.p99 / Math.max(1, alone.p99)).toFixed(1);
      lines.push(`| ${[name, work, times(alone), times(during), ratio].join(' | ')} |`);
    }
  }
  return lines;
}

async function beside(work: () => Promise<unknown>, load: () => Promise<Result>): Promise<Result> {
  const loaded = load();
  const state = { measuring: true };
  void loaded.finally(() => (state.measuring = false));
  while (state.measuring) await work();
  return loaded;
}
