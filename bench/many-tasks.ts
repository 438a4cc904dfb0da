import { NestFactory } from '@nestjs/core';
import type autocannon from 'autocannon';
import { v7 as uuidv7 } from 'uuid';
import { Sequencer } from '#app/change-log/sequencer.js';
import { AppModule } from '#app/server/app.module.js';
import { systemIn } from '#app/context/principal.js';
import { TasksService } from '#app/modules/tasks/tasks.service.js';
import { tenantName } from '#app/tenancy/tenant-name.js';
import { TenantTransaction } from '#app/tenancy/tenant-transaction.js';
import type { BenchOrganization, Fixture } from './fixture.ts';
import { compare, type Result } from './load.ts';
import type { Servers } from './servers.ts';
import { labelsOf, sentence, word } from './words.ts';

const BATCH = 5000;
const STATUSES = ['CREATED', 'IN_PROGRESS', 'COMPLETED'] as const;
const PRIORITIES = ['NONE', 'LOW', 'MEDIUM', 'HIGH', 'URGENT'] as const;

/** The organization that has many tasks; those before it keep theirs for other workloads. */
const crowded = ({ organizations }: Fixture): BenchOrganization => organizations.at(-1) as BenchOrganization;

const filled = new WeakMap<Fixture, Promise<void>>();

/** Fills it once, as an import does: with numbers, counters and log. */
function fill(fixture: Fixture, count: number): Promise<void> {
  let filling = filled.get(fixture);
  if (!filling) filled.set(fixture, (filling = insertTasks(fixture, count)));
  return filling;
}

async function insertTasks(fixture: Fixture, count: number): Promise<void> {
  const { id } = crowded(fixture);
  const app = await NestFactory.createApplicationContext(AppModule.forRoot(fixture.config), {
    logger: false,
  });
  const get = <T>(type: new (...args: never[]) => T): T => app.get(type, { strict: false });
  for (let from = 0; from < count; from += BATCH) {
    const tasks = Array.from({ length: Math.min(BATCH, count - from) }, (_, index) =>
      taskOf(from + index, fixture.userId),
    );
    await get(TenantTransaction).runInTenant(systemIn(id), async () => {
      await get(Sequencer).lock();
      await get(TasksService).insertMany(tasks);
    });
  }
  await app.close();
  await fixture.superuser.query(`VACUUM ANALYZE ${tenantName(id)}.tasks`);
}

function taskOf(n: number, creatorId: string) {
  const createdAt = new Date(Date.now() - n * 60_000);
  return {
    id: uuidv7(),
    title: sentence(n, 6),
    description: sentence(n * 7, 8),
    status: STATUSES[n % 3] as (typeof STATUSES)[number],
    priority: PRIORITIES[n % 5] as (typeof PRIORITIES)[number],
    labels: labelsOf(n),
    dueAt: new Date(createdAt.getTime() + 7 * 24 * 60 * 60_000),
    creatorId,
    projectId: null,
    assigneeId: n % 4 === 0 ? creatorId : null,
    createdAt,
  };
}

/** Lists that the cache doesn't have, and that one index alone doesn't answer. */
const LISTS = {
  'rare word': `q=${word(4000)}`,
  'frequent word': `q=${word(0)}`,
  'status and label': 'status=IN_PROGRESS&label=team-7',
};

let asked = 0;

/** A moment before every task, another one each time: no list is in the cache. */
const unseen = (): string => new Date(Date.UTC(2000, 0, 1) + asked++).toISOString();

/** How many ask at once: a search may take a processor for itself. */
const CONNECTIONS = 2;

interface Load {
  /** How many tasks there are. */
  tasks: number;
  seconds: number;
  rounds: number;
}

/** Searches and filters with their totals, against the same SQL by hand. */
export async function searchTasks(
  { product, limit }: Servers,
  fixture: Fixture,
  { tasks, seconds, rounds }: Load,
): Promise<string[]> {
  await fill(fixture, tasks);
  const headers = { authorization: `Bearer ${crowded(fixture).token}` };
  const lines = [
    `| ${tasks.toLocaleString('en')} tasks | product req/s | p50 / p99 ms | bare server req/s | p50 / p99 ms | ratio |`,
    '|---|---|---|---|---|---|',
  ];
  for (const [what, query] of Object.entries(LISTS)) {
    const request = (path: string) => (): autocannon.Request => ({
      method: 'GET',
      path: `${path}?createdAfter=${unseen()}&${query}`,
      headers,
    });
    const targets = [
      { server: product, request: request('/tasks') },
      { server: limit, request: request('/matching-tasks') },
    ];
    const results = await compare(targets, seconds, rounds, { connections: CONNECTIONS });
    const figures = results.flatMap(({ requestsPerSecond, p50, p99 }) => [
      requestsPerSecond.toFixed(1),
      `${p50.toFixed(0)} / ${p99.toFixed(0)}`,
    ]);
    const [ours, theirs] = results.map(({ requestsPerSecond }) => requestsPerSecond) as [number, number];
    lines.push(`| ${[what, ...figures, (ours / theirs).toFixed(2)].join(' | ')} |`);
  }
  return lines;
}

const ROUNDS_OF_FIGURES = 10;

/** Figures of all tasks, each time after a change, and from the cache. */
export async function taskStatistics(
  { product }: Servers,
  fixture: Fixture,
  tasks: number,
): Promise<string[]> {
  await fill(fixture, tasks);
  const headers = { authorization: `Bearer ${crowded(fixture).token}` };
  const body = JSON.stringify({ title: 'A change' });
  const times: Record<'MISS' | 'HIT', number[]> = { MISS: [], HIT: [] };
  for (let round = 0; round < ROUNDS_OF_FIGURES; round++) {
    const json = { ...headers, 'content-type': 'application/json' };
    await fetch(`${product.url}/tasks`, { method: 'POST', headers: json, body });
    for (const wanted of ['MISS', 'HIT'] as const) {
      const startedAt = performance.now();
      const response = await fetch(`${product.url}/tasks/statistics`, { headers });
      await response.arrayBuffer();
      if (response.headers.get('x-cache') !== wanted) throw new Error(`The statistics were no ${wanted}`);
      times[wanted].push(performance.now() - startedAt);
    }
  }
  return [
    `| statistics of ${tasks.toLocaleString('en')} tasks | median ms | longest ms |`,
    '|---|---|---|',
    ...Object.entries(times).map(([cache, all]) => {
      const sorted = all.toSorted((a, b) => a - b);
      const median = sorted[Math.floor(sorted.length / 2)] as number;
      const label = cache === 'HIT' ? 'from the cache' : 'after a change';
      return `| ${label} | ${median.toFixed(1)} | ${(sorted.at(-1) as number).toFixed(1)} |`;
    }),
  ];
}

const OPERATIONS = 100;

/** Tasks created by many in one call, against one in each. */
export async function createInBulk({ product }: Servers, fixture: Fixture, load: Load): Promise<string[]> {
  await fill(fixture, load.tasks);
  const headers = { authorization: `Bearer ${crowded(fixture).token}`, 'content-type': 'application/json' };
  const task = { title: 'Created by the benchmark', priority: 'HIGH' };
  const operations = Array.from({ length: OPERATIONS }, () => ({ op: 'create', task }));
  const post = (label: string, path: string, content: object) => ({
    server: product,
    label,
    request: (): autocannon.Request => ({ method: 'POST', path, headers, body: JSON.stringify(content) }),
  });
  const targets = [
    post(`${OPERATIONS} a call`, '/tasks/bulk', { operations }),
    post('one a call', '/tasks', task),
  ];
  const [bulk, single] = (await compare(targets, load.seconds, load.rounds)).map((result, index) => {
    const each = index === 0 ? OPERATIONS : 1;
    return { ...result, tasks: result.requestsPerSecond * each, cpu: result.cpuPer1000 / each };
  }) as [Created, Created];
  return [
    '| creations | tasks/s | p50 / p99 ms of a call | errors | CPU s / 1,000 tasks | bulk / this |',
    '|---|---|---|---|---|---|',
    ...[bulk, single].map(({ server, tasks, p50, p99, errors, cpu }) => {
      const times = `${p50.toFixed(0)} / ${p99.toFixed(0)}`;
      const ratio = (bulk.tasks / tasks).toFixed(2);
      return `| ${[server, Math.round(tasks), times, errors, cpu.toFixed(3), ratio].join(' | ')} |`;
    }),
  ];
}

type Created = Result & {
  /** A second. */
  tasks: number;
  /** Processor seconds for 1,000 tasks. */
  cpu: number;
};
