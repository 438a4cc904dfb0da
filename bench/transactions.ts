import { readdirSync, readFileSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import { TransactionHost } from '@nestjs-cls/transactional';
import { v7 as uuidv7 } from 'uuid';
import { RequestContext } from '#app/context/request-context.js';
import { Sequencer } from '#app/change-log/sequencer.js';
import { TasksRepository } from '#app/modules/tasks/tasks.repository.js';
import { AppModule } from '#app/server/app.module.js';
import { TenantTransaction } from '#app/tenancy/tenant-transaction.js';
import type { Fixture } from './fixture.ts';
import { TICKS_PER_SECOND } from './server.ts';

/** How much of each kind of transaction is open at once: as under load, and one at a time. */
const CONCURRENCIES = [32, 1];

type Method = () => Promise<unknown>;

interface Variant {
  name: string;
  run: Method;
}

interface Figures {
  operations: number;
  seconds: number;
  /** Processor seconds of this process and of PostgreSQL's. */
  node: number;
  postgres: number;
}

/** What each kind of transaction costs the same statements, in this process: without HTTP, guards and serialization. */
export async function compareTransactions(
  { config, organizations, userId, superuser }: Fixture,
  seconds: number,
  rounds: number,
): Promise<string[]> {
  const app = await NestFactory.createApplicationContext(AppModule.forRoot(config), { logger: false });
  const get = <T>(type: new (...args: never[]) => T): T => app.get(type, { strict: false });
  const [context, tasks, sequencer] = [get(RequestContext), get(TasksRepository), get(Sequencer)];
  let turn = 0;
  const inTurn = (method: Method): Method => {
    return () => {
      const { id: organizationId } = organizations[turn++ % organizations.length] ?? { id: '' };
      const principal = { userId, organizationId, role: 'OWNER', sessionId: null } as const;
      return context.run({ principal }, method);
    };
  };
  const host = TransactionHost.getInstance();
  const kinds: Record<string, object> = {
    plain: {},
    'read only': { readOnly: true },
    'single, read only': { readOnly: true, endsWith: 'query' },
    single: { endsWith: 'query' },
    'single write': { endsWith: 'write' },
  };
  const variant = (name: string, method: Method): Variant => ({
    name,
    run: inTurn(() => host.withTransaction(kinds[name] as never, method)),
  });
  const list = () => tasks.findPage({ filter: { status: ['CREATED'] }, sort: '-createdAt', limit: 20 }, 1);
  const operations: Record<string, [Method, string[]]> = {
    'one task': [() => tasks.findByNumber(7), ['plain', 'read only', 'single, read only', 'single']],
    'a page': [list, ['plain', 'read only', 'single, read only', 'single']],
    'a page and a number': [async () => [await list(), await sequencer.current()], ['plain', 'read only']],
    'a creation': [
      () =>
        tasks.insert({
          id: uuidv7(),
          title: 'Created by the benchmark',
          description: null,
          status: 'CREATED',
          priority: 'HIGH',
          assigneeId: null,
          creatorId: userId,
          projectId: null,
          labels: [],
          dueAt: null,
        }),
      ['plain', 'single write'],
    ],
    'an update': [
      () => get(TenantTransaction).write('UPDATE sequencer SET sequence = sequence'),
      ['plain', 'single write'],
    ],
  };
  const lines = [
    '| statements | transaction | at once | a second | of the first | ms each | node µs | postgres µs |',
    '|---|---|---|---|---|---|---|---|',
  ];
  const {
    rows: [{ pid }],
  } = await superuser.query('SELECT pg_backend_pid() AS pid');
  const postmaster = Number(fieldsOf(pid)[PARENT]);
  const backends = (): number => cpuSecondsOfAll(postmaster);
  for (const [statements, [method, names]] of Object.entries(operations)) {
    const variants = names.map((name) => variant(name, method));
    for (const concurrency of CONCURRENCIES) {
      for (const { run } of variants) await load(run, 1, concurrency, backends);
      const sums = variants.map((): Figures[] => []);
      for (let round = 0; round < rounds; round++) {
        for (const [index, { run }] of variants.entries())
          sums[index]?.push(await load(run, seconds, concurrency, backends));
      }
      const rates = sums.map((figures) => median(figures.map((f) => f.operations / f.seconds)));
      for (const [index, { name }] of variants.entries()) {
        const figures = sums[index] as Figures[];
        const rate = rates[index] as number;
        const micro = (pick: (f: Figures) => number) =>
          Math.round(median(figures.map((f) => (pick(f) / f.operations) * 1e6)));
        lines.push(
          `| ${[statements, name, concurrency, Math.round(rate), (rate / (rates[0] as number)).toFixed(2), ((concurrency / rate) * 1000).toFixed(2), micro((f) => f.node), micro((f) => f.postgres)].join(' | ')} |`,
        );
      }
    }
  }
  await app.close();
  return lines;
}

async function load(
  run: Method,
  seconds: number,
  concurrency: number,
  backends: () => number,
): Promise<Figures> {
  const [cpu, postgres, start] = [process.cpuUsage(), backends(), performance.now()];
  const end = start + seconds * 1000;
  let operations = 0;
  const worker = async (): Promise<void> => {
    while (performance.now() < end) {
      await run();
      operations++;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  const { user, system } = process.cpuUsage(cpu);
  return {
    operations,
    seconds: (performance.now() - start) / 1000,
    node: (user + system) / 1e6,
    postgres: backends() - postgres,
  };
}

const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;

/** Positions in /proc/<pid>/stat behind the name: the parent, and the processor times of a process and its ended children. */
const [PARENT, TIMES, CHILDREN_TIMES] = [1, [11, 12], [13, 14]] as const;

/** @returns none for a process that has ended */
function fieldsOf(pid: number | string): string[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  } catch {
    return [];
  }
}

/** Seconds of processor time that the children of a process have used so far, ended ones too. */
function cpuSecondsOfAll(parent: number): number {
  const sum = (fields: string[], positions: readonly number[]): number =>
    positions.reduce((ticks, position) => ticks + Number(fields[position] ?? 0), 0);
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(fieldsOf)
    .filter((fields) => Number(fields[PARENT]) === parent);
  const ticks = children.reduce(
    (all, fields) => all + sum(fields, TIMES),
    sum(fieldsOf(parent), CHILDREN_TIMES),
  );
  return ticks / TICKS_PER_SECOND;
}
