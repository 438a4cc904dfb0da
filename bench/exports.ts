import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { TABLE_COLUMNS } from '#app/modules/exports/export-columns.js';
import { copyCsv } from '#app/modules/exports/export-statements.js';
import { tenantName } from '#app/tenancy/tenant-name.js';
import type autocannon from 'autocannon';
import { addTasks, type BenchOrganization, environmentOf, type Fixture } from './fixture.ts';
import { BESIDE_HEADER, timesBeside } from './beside.ts';
import { memory, Server } from './server.ts';

interface Run {
  seconds: number;
  bytes: number;
}

/** Exports many tasks, and lets psql's COPY write the same query to a file; in turns. */
export async function exportTasks(fixture: Fixture, rows: number, rounds: number): Promise<string[]> {
  const organization = await organizationWith(fixture, rows);
  const product: Run[] = [];
  const psql: Run[] = [];
  const whole = await startWhole(fixture);
  const watch = watchMemory(whole);
  try {
    for (let round = 0; round < rounds; round++) {
      product.push(await exportOnce(fixture, whole, organization));
      psql.push(await copyOnce(fixture, organization.id));
    }
  } finally {
    watch.stop();
    await whole.stop();
  }
  const best = (runs: Run[]): number => Math.min(...runs.map(({ seconds }) => seconds));
  const rate = (runs: Run[]): number => Math.round(rows / best(runs));
  return [
    `| ${rows.toLocaleString('en')} tasks | seconds (best of ${rounds}) | rows/s | MB | product / this |`,
    '|---|---|---|---|---|',
    `| product | ${best(product).toFixed(2)} | ${rate(product)} | ${((product[0]?.bytes ?? 0) / 1e6).toFixed(0)} | 1.00 |`,
    `| psql COPY | ${best(psql).toFixed(2)} | ${rate(psql)} | ${((psql[0]?.bytes ?? 0) / 1e6).toFixed(0)} | ${(best(psql) / best(product)).toFixed(2)} |`,
    '',
    `Resident memory of the process: ${watch.before.toFixed(0)} MB before, ${watch.peak.toFixed(0)} MB at most.`,
  ];
}

/** Requests of others while many tasks are exported over and over: by the same process, by psql, by a worker process. */
export async function besideExports(
  fixture: Fixture,
  api: Server,
  rows: number,
  requests: (() => autocannon.Request)[],
): Promise<string[]> {
  const organization = await organizationWith(fixture, rows);
  const lines = [...BESIDE_HEADER];
  const whole = await startWhole(fixture);
  try {
    const works = {
      'exports of the same process': () => exportOnce(fixture, whole, organization),
      "psql's COPY": () => copyOnce(fixture, organization.id),
    };
    lines.push(...(await timesBeside(whole, requests, works)));
  } finally {
    await whole.stop();
  }
  const worker = await Server.start('worker', 'dist/worker.js', environmentOf(fixture));
  try {
    const work = { 'exports of a worker process': () => exportOnce(fixture, api, organization) };
    lines.push(...(await timesBeside(api, requests, work)));
  } finally {
    await worker.stop();
  }
  return lines;
}

/** The first organization, with so many tasks at least. */
async function organizationWith(
  { organizations, superuser, userId }: Fixture,
  rows: number,
): Promise<BenchOrganization> {
  const organization = organizations[0] as BenchOrganization;
  const tenant = tenantName(organization.id);
  const { count } = (await superuser.query(`SELECT count(*)::int AS count FROM ${tenant}.tasks`)).rows[0] as {
    count: number;
  };
  if (count < rows) await addTasks(superuser, organization.id, userId, rows - count);
  await superuser.query(`VACUUM ANALYZE ${tenant}.tasks`);
  return organization;
}

/** One process for requests and jobs. */
const startWhole = (fixture: Fixture): Promise<Server> =>
  Server.start('product with jobs', 'dist/main.js', environmentOf(fixture));

/** Resident memory of a process, in MB, looked at all the time. */
function watchMemory({ pid }: Server): { before: number; peak: number; stop: () => void } {
  const before = memory(pid).resident;
  const timer = setInterval(() => (watch.peak = Math.max(watch.peak, memory(pid).resident)), 50);
  const watch = { before, peak: before, stop: () => clearInterval(timer) };
  return watch;
}

const FORMATS = [
  { format: 'CSV' },
  { format: 'CSV', compression: 'GZIP' },
  { format: 'CSV', timeZone: 'Europe/Zurich' },
  { format: 'NDJSON' },
  { format: 'JSON' },
  { format: 'XLSX' },
];

/** Each format once, by a process that has done nothing before. */
export async function exportFormats(fixture: Fixture, rows: number): Promise<string[]> {
  const organization = await organizationWith(fixture, rows);
  const lines = ['| format | seconds | rows/s | MB | MB resident before, at most |', '|---|---|---|---|---|'];
  for (const options of FORMATS) {
    const whole = await startWhole(fixture);
    const watch = watchMemory(whole);
    try {
      const { seconds, bytes } = await exportOnce(fixture, whole, organization, options);
      const figures = [seconds.toFixed(2), Math.round(rows / seconds), (bytes / 1e6).toFixed(0)];
      const resident = `${watch.before.toFixed(0)}, ${watch.peak.toFixed(0)}`;
      lines.push(`| ${Object.values(options).join(', ')} | ${figures.join(' | ')} | ${resident} |`);
    } finally {
      watch.stop();
      await whole.stop();
    }
  }
  return lines;
}

/** Looks at the row, so that the process has nothing to do but the export. */
async function exportOnce(
  { superuser }: Fixture,
  { url }: Server,
  { id, token }: BenchOrganization,
  options: object = {},
): Promise<Run> {
  const startedAt = performance.now();
  const accepted = await fetch(`${url}/tasks/export`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(options),
  });
  const { exportId } = (await accepted.json()) as { exportId: string };
  for (;;) {
    const { rows } = await superuser.query<{ status: string; bytes: number }>(
      `SELECT status, byte_size::float8 AS bytes FROM ${tenantName(id)}.exports WHERE id = $1`,
      [exportId],
    );
    const { status, bytes } = rows[0] as { status: string; bytes: number };
    if (status === 'COMPLETED') return { seconds: (performance.now() - startedAt) / 1000, bytes };
    if (status === 'FAILED') throw new Error('The export failed');
    await sleep(50);
  }
}

async function copyOnce({ config, postgres }: Fixture, organizationId: string): Promise<Run> {
  const file = join(config.dataDir, 'copy.csv');
  const output = openSync(file, 'w');
  const sql = `SET search_path TO ${tenantName(organizationId)}; ${copyCsv({ filter: {}, sort: 'number', columns: TABLE_COLUMNS })}`;
  const startedAt = performance.now();
  const psql = spawn('psql', [postgres.url('taskflow'), '-q', '-c', sql], {
    stdio: ['ignore', output, 'inherit'],
  });
  const [status] = (await once(psql, 'exit').finally(() => closeSync(output))) as [number | null];
  if (status !== 0) throw new Error("psql is needed for this workload (Debian's postgresql-client)");
  return { seconds: (performance.now() - startedAt) / 1000, bytes: statSync(file).size };
}
