import { type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TransactionHost } from '@nestjs-cls/transactional';
import { v7 as uuidv7 } from 'uuid';
import { RequestContext } from '#app/context/request-context.js';
import { Sequencer } from '#app/change-log/sequencer.js';
import { TaskListsRepository } from '#app/modules/tasks/task-lists.repository.js';
import { TasksRepository } from '#app/modules/tasks/tasks.repository.js';
import { AppModule } from '#app/server/app.module.js';
import type {
  TenantTransactionAdapter,
  TenantTransactionOptions,
} from '#app/tenancy/tenant-transaction.adapter.js';
import { TenantTransaction } from '#app/tenancy/tenant-transaction.js';
import type { Fixture } from './fixture.ts';
import { cpuSecondsOfAll } from './server.ts';

/** How many transactions are open at once: as under load, and one at a time. */
const CONCURRENCIES = [32, 1];
/** Seconds that each kind is loaded before it counts. */
const WARM_UP = 1;

type Method = () => Promise<unknown>;

interface Workload {
  name: string;
  method: Method;
  /** What the plain transaction is compared with. */
  kind: keyof typeof KINDS;
}

const KINDS = {
  '@Transactional': {},
  '@ReadTransaction': { readOnly: true },
  '@SingleStatement': { endsWith: 'statement' },
  '@SingleChange': { endsWith: 'change' },
} as const satisfies Record<string, TenantTransactionOptions>;

interface Figures {
  perSecond: number;
  /** Microseconds of processor time for each, of this process and of PostgreSQL's. */
  node: number;
  postgres: number;
}

/**
 * What each kind of tenant transaction costs around the same statements, in this process: without HTTP, guards and
 * JSON.
 */
export async function compareTransactions(
  fixture: Fixture,
  seconds: number,
  rounds: number,
): Promise<string[]> {
  const options = AppModule.forRoot(fixture.config);
  const app = await NestFactory.createApplicationContext(options, { logger: false });
  try {
    const lines = [
      '| statements | transaction | at once | a second | of the plain | node µs | postgres µs |',
      '|---|---|---|---|---|---|---|',
    ];
    for (const { name, method, kind } of workloadsOf(app, fixture)) {
      for (const concurrency of CONCURRENCIES) {
        const [plain, other] = await compare(
          (options) => load(runner(app, fixture, options, method), seconds, concurrency, fixture.postmaster),
          [KINDS['@Transactional'], KINDS[kind]],
          rounds,
        );
        for (const [label, figures] of [['@Transactional', plain] as const, [kind, other] as const]) {
          const ratio = (figures.perSecond / plain.perSecond).toFixed(2);
          const columns = [figures.perSecond, figures.node, figures.postgres].map(Math.round);
          lines.push(
            `| ${[name, label, concurrency, columns[0], ratio, columns[1], columns[2]].join(' | ')} |`,
          );
        }
      }
    }
    return lines;
  } finally {
    await app.close();
  }
}

function workloadsOf(app: INestApplicationContext, { userId }: Fixture): Workload[] {
  const tasks = app.get(TasksRepository, { strict: false });
  const lists = app.get(TaskListsRepository, { strict: false });
  const sequencer = app.get(Sequencer, { strict: false });
  const tenant = app.get(TenantTransaction, { strict: false });
  const list = () => lists.findPage({ filter: { status: ['CREATED'] }, sort: '-createdAt', limit: 20 }, 1);
  const listWithNumber = async () => [await list(), await sequencer.current()];
  const create = () =>
    tasks.insert({
      id: uuidv7(),
      title: 'Created by the benchmark',
      description: null,
      status: 'CREATED',
      priority: 'HIGH',
      assigneeId: null,
      creatorId: userId,
      projectId: null,
      parentId: null,
      recurrence: null,
      labels: [],
      dueAt: null,
    });
  const createChecked = async () => [await sequencer.lock(), await tasks.isMember(userId), await create()];
  const update = () => tenant.query('UPDATE sequencer SET sequence = sequence');
  return [
    { name: 'one task', method: () => tasks.find(7), kind: '@SingleStatement' },
    { name: 'a page with its total', method: list, kind: '@SingleStatement' },
    { name: 'a page and a number', method: listWithNumber, kind: '@ReadTransaction' },
    { name: 'an update', method: update, kind: '@SingleStatement' },
    { name: 'a creation', method: create, kind: '@SingleChange' },
    { name: 'a lock, a check and a creation', method: createChecked, kind: '@SingleChange' },
  ];
}

/** Runs a method in transactions of one kind, in each organization in turn. */
function runner(
  app: INestApplicationContext,
  { organizations, userId }: Fixture,
  options: TenantTransactionOptions,
  method: Method,
): Method {
  const context = app.get(RequestContext, { strict: false });
  const host = TransactionHost.getInstance<TenantTransactionAdapter>();
  let turn = 0;
  return () => {
    const organizationId = organizations[turn++ % organizations.length]?.id as string;
    const principal = { userId, organizationId, role: 'OWNER', sessionId: null } as const;
    return context.run({ principal }, () => host.withTransaction(options, method));
  };
}

/** Measures two in turns, whose order changes from round to round. @returns the medians */
async function compare(
  measure: (options: TenantTransactionOptions) => Promise<Figures>,
  pair: [TenantTransactionOptions, TenantTransactionOptions],
  rounds: number,
): Promise<[Figures, Figures]> {
  const runs: [Figures[], Figures[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    const turns = round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const);
    for (const index of turns) runs[index].push(await measure(pair[index]));
  }
  return [medians(runs[0]), medians(runs[1])];
}

async function load(run: Method, seconds: number, concurrency: number, postmaster: number): Promise<Figures> {
  const during = async (duration: number): Promise<number> => {
    const end = performance.now() + duration * 1000;
    let count = 0;
    const worker = async (): Promise<void> => {
      for (; performance.now() < end; count++) await run();
    };
    await Promise.all(Array.from({ length: concurrency }, worker));
    return count;
  };
  await during(WARM_UP);
  const [cpu, postgres, start] = [process.cpuUsage(), cpuSecondsOfAll(postmaster), performance.now()];
  const count = await during(seconds);
  const { user, system } = process.cpuUsage(cpu);
  return {
    perSecond: (count / (performance.now() - start)) * 1000,
    node: (user + system) / count,
    postgres: ((cpuSecondsOfAll(postmaster) - postgres) * 1e6) / count,
  };
}

function medians(runs: Figures[]): Figures {
  const median = (key: keyof Figures): number =>
    runs.map((run) => run[key]).toSorted((a, b) => a - b)[Math.floor(runs.length / 2)] as number;
  return { perSecond: median('perSecond'), node: median('node'), postgres: median('postgres') };
}
