import { createWriteStream, openAsBlob } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { tenantName } from '#app/tenancy/tenant-name.js';
import { environmentOf, type Fixture } from './fixture.ts';
import { memory, Server } from './server.ts';
import { labelsOf, sentence } from './words.ts';

/** As many as one transaction may take. */
const ALL_OR_NOTHING = 10_000;
/** The size of the file that is previewed, in bytes. */
const PREVIEWED = 100_000_000;
/** Clients that create tasks while an import runs, and how long each rests between two, in milliseconds. */
const WRITERS = 4;
const REST = 25;

interface Run {
  what: string;
  rows: number;
  seconds: number;
  /** What creating a task took meanwhile, in milliseconds, ascending. */
  waits: number[];
}

/** Imports a file row by row and one as a whole, and lets others create tasks in the organization meanwhile. */
export async function importTasks(fixture: Fixture, rows: number): Promise<string[]> {
  const { id, token } = fixture.organizations[0] as Fixture['organizations'][number];
  await fixture.superuser.query(`VACUUM ANALYZE ${tenantName(id)}.tasks`);
  const worker = await Server.start('product with jobs', 'dist/main.js', environmentOf(fixture));
  const idle = memory(worker.pid).resident;
  let peak = idle;
  const timer = setInterval(() => (peak = Math.max(peak, memory(worker.pid).resident)), 50);
  try {
    const runs: Run[] = [{ what: 'no import', rows: 0, ...(await beside(worker, token, () => sleep(5000))) }];
    for (const [mode, count] of [
      ['best-effort', rows],
      ['all-or-nothing', ALL_OR_NOTHING],
    ] as const) {
      const file = join(fixture.config.dataDir, 'import.csv');
      await pipeline(Readable.from(csv(count)), createWriteStream(file));
      const measured = await beside(worker, token, () => importOnce(worker, token, file, mode));
      runs.push({ what: mode, rows: count, ...measured });
    }
    const previews = await previewLarge(worker, token, join(fixture.config.dataDir, 'preview.csv'));
    return [
      '| import | rows | seconds | rows/s | tasks created meanwhile | p50 / p99 / longest ms |',
      '|---|---|---|---|---|---|',
      ...runs.map(({ what, rows: count, seconds, waits }) => {
        const at = (share: number): string => (waits[Math.ceil(waits.length * share) - 1] ?? 0).toFixed(0);
        const figures = [count.toLocaleString('en'), seconds.toFixed(1), Math.round(count / seconds)];
        return `| ${[what, ...figures, waits.length, `${at(0.5)} / ${at(0.99)} / ${at(1)}`].join(' | ')} |`;
      }),
      '',
      `Preview of a file of ${PREVIEWED / 1e6} MB: ${previews.map((seconds) => seconds.toFixed(2)).join(', ')} s.`,
      `Resident memory of the process: ${idle.toFixed(0)} MB before, ${peak.toFixed(0)} MB at most.`,
    ];
  } finally {
    clearInterval(timer);
    await worker.stop();
  }
}

function* csv(rows: number): Generator<string> {
  yield 'title,description,status,priority,labels,createdAt\n';
  const now = Date.now();
  for (let n = 1; n <= rows; n++) {
    const createdAt = new Date(now - n * 60_000).toISOString();
    yield `${sentence(n, 6)},${sentence(n * 7, 8)},CREATED,MEDIUM,"${labelsOf(n).join(',')}",${createdAt}\n`;
  }
}

/** @returns how long each of three previews of a large file took, in seconds */
async function previewLarge({ url }: Server, token: string, file: string): Promise<number[]> {
  await pipeline(Readable.from(csvOf(PREVIEWED)), createWriteStream(file));
  const seconds: number[] = [];
  for (let n = 0; n < 3; n++) {
    const startedAt = performance.now();
    const response = await fetch(`${url}/imports/preview`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'text/csv' },
      body: await openAsBlob(file),
    });
    if (response.status !== 200) throw new Error(`The preview was refused: ${await response.text()}`);
    await response.arrayBuffer();
    seconds.push((performance.now() - startedAt) / 1000);
  }
  return seconds;
}

/** CSV of at least so many bytes. */
function* csvOf(bytes: number): Generator<string> {
  let size = 0;
  for (const line of csv(Infinity)) {
    if (size >= bytes) return;
    size += line.length;
    yield line;
  }
}

async function importOnce({ url }: Server, token: string, file: string, mode: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}` };
  const accepted = await fetch(`${url}/tasks/import?mode=${mode}`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'text/csv' },
    body: await openAsBlob(file),
  });
  if (accepted.status !== 202) throw new Error(`The import was refused: ${await accepted.text()}`);
  const { importId } = (await accepted.json()) as { importId: string };
  for (;;) {
    const state = (await (await fetch(`${url}/imports/${importId}`, { headers })).json()) as {
      status: string;
      error: string | null;
    };
    if (state.status === 'COMPLETED') return;
    if (state.status === 'FAILED') throw new Error(`The import failed: ${state.error}`);
    await sleep(50);
  }
}

async function beside(
  { url }: Server,
  token: string,
  work: () => Promise<unknown>,
): Promise<Pick<Run, 'seconds' | 'waits'>> {
  const waits: number[] = [];
  const state = { working: true };
  const write = async (): Promise<void> => {
    while (state.working) {
      const startedAt = performance.now();
      const response = await fetch(`${url}/tasks`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ title: 'Created while an import runs' }),
      });
      if (response.status !== 201) throw new Error(`A task was not created: ${response.status}`);
      await response.arrayBuffer();
      waits.push(performance.now() - startedAt);
      await sleep(REST);
    }
  };
  const startedAt = performance.now();
  const writers = Promise.all(Array.from({ length: WRITERS }, write));
  await Promise.race([work(), writers]).finally(() => (state.working = false));
  const seconds = (performance.now() - startedAt) / 1000;
  await writers;
  return { seconds, waits: waits.toSorted((a, b) => a - b) };
}
