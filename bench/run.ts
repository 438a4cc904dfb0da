import { parseArgs } from 'node:util';
import type autocannon from 'autocannon';
import { besideExports, exportFormats, exportTasks } from './exports.ts';
import { besideSockets, fanOut } from './fanout.ts';
import { createInBulk, searchTasks, taskStatistics } from './many-tasks.ts';
import { type BenchOrganization, createFixture, environmentOf, type Fixture } from './fixture.ts';
import { hostileCalls } from './hostile.ts';
import { importTasks } from './imports.ts';
import { compare, type Result, type Target } from './load.ts';
import { Server } from './server.ts';
import { startTimes } from './start.ts';
import { STORMY, webhookStorm } from './storm.ts';
import { createOrganizations, touchEveryOrganization } from './tenants.ts';
import { compareTransactions } from './transactions.ts';

const { values } = parseArgs({
  options: {
    organizations: { type: 'string', default: '50' },
    rows: { type: 'string', default: '1000000' },
    tasks: { type: 'string', default: '100000' },
    only: { type: 'string' },
    seconds: { type: 'string', default: '6' },
    rounds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '20' },
    json: { type: 'boolean', default: false },
  },
});

interface Servers {
  product: Server;
  baseline: Server;
  guarded: Server;
}

/** Loads several servers in turns and compares them with the first. */
interface Comparison {
  name: string;
  targets: (servers: Servers, fixture: Fixture) => Target[];
}

/** Measures the product alone, and returns the lines of its table. */
interface Measurement {
  name: string;
  measure: (servers: Servers, fixture: Fixture) => Promise<string[]>;
}

let created = 0;

/**
 * So many different lists an organization (a prime number, to meet each organization with each list) that
 * the cache has dropped a page long before it is asked for again.
 */
const DIFFERENT_LISTS = 9973;
let lists = 0;

/** A moment before every task: each is another list with the same tasks. */
const freshList = (): string =>
  `/tasks?createdAfter=${new Date(Date.UTC(2000, 0, 1) + (lists++ % DIFFERENT_LISTS)).toISOString()}`;

const from = ({ organizations }: Fixture, limit = Infinity) => {
  const used = organizations.slice(0, limit);
  let turn = 0;
  return () => ({ authorization: `Bearer ${used[turn++ % used.length]?.token}` });
};

const get = (path: () => string, headers: () => Record<string, string>) => (): autocannon.Request => ({
  method: 'GET',
  path: path(),
  headers: headers(),
});

const create = (headers: () => Record<string, string>) => (): autocannon.Request => ({
  method: 'POST',
  path: '/tasks',
  headers: { ...headers(), 'content-type': 'application/json' },
  body: JSON.stringify({ title: `Created by the benchmark ${created++}`, priority: 'HIGH' }),
});

/** Nine lists for each creation. */
const mix = (list: () => autocannon.Request, post: () => autocannon.Request) => {
  let turn = 0;
  return () => (turn++ % 10 === 0 ? post() : list());
};

/** What a request costs must not depend on how many organizations take turns. */
const FEW = 10;

/** The product with all organizations, with few of them where there are many, and the baseline. */
const compared = (
  { product, baseline }: Servers,
  fixture: Fixture,
  request: (headers: () => Record<string, string>) => () => autocannon.Request,
): Target[] => {
  const all = request(from(fixture));
  const few = { server: product, label: `product, ${FEW} of them`, request: request(from(fixture, FEW)) };
  const many = fixture.organizations.length > 100 * FEW;
  // PostgreSQL plans a statement anew five times before it keeps a plan, of each organization.
  const warmUp = many ? fixture.organizations.length / 100 : undefined;
  return [
    { server: product, request: all, warmUp },
    ...(many ? [few] : []),
    { server: baseline, request: all },
  ];
};

const loadOfMany = () => ({
  tasks: Number(values.tasks),
  seconds: Number(values.seconds),
  rounds: Number(values.rounds),
});

const WORKLOADS: (Comparison | Measurement)[] = [
  {
    name: 'list tasks, cached page',
    targets: ({ product, baseline, guarded }, fixture) => {
      const headers = from(fixture, 50);
      return [
        { server: product, request: get(() => '/tasks', headers) },
        { server: guarded, request: get(() => '/fixed', headers) },
        { server: baseline, request: get(() => '/cached-tasks', headers) },
      ];
    },
  },
  {
    name: 'list tasks, from the database',
    targets: (servers, fixture) => compared(servers, fixture, (headers) => get(freshList, headers)),
  },
  {
    name: 'create task',
    targets: (servers, fixture) => compared(servers, fixture, create),
  },
  {
    name: 'touch every organization',
    measure: ({ product }, fixture) => touchEveryOrganization(product, fixture),
  },
  {
    name: '90 % list, 10 % create, cache on',
    targets: ({ product, baseline }, fixture) => {
      const headers = from(fixture, 50);
      return [
        {
          server: product,
          request: mix(
            get(() => '/tasks', headers),
            create(headers),
          ),
        },
        {
          server: baseline,
          request: mix(get(freshList, headers), create(headers)),
        },
      ];
    },
  },
  {
    name: 'create an organization',
    measure: ({ product }, fixture) => createOrganizations(product, fixture),
  },
  { name: 'fanout', measure: ({ product }, fixture) => fanOut(product, fixture) },
  {
    name: 'requests beside sockets',
    measure: ({ product }, fixture) => {
      const { organizations } = fixture;
      const headers = from(fixture, 20);
      return besideSockets(product, organizations.slice(0, 20), organizations.at(-1) as BenchOrganization, {
        'list tasks, cached page': get(() => '/tasks', headers),
        'list tasks, from the database': get(freshList, headers),
        'create task': create(headers),
      });
    },
  },
  {
    name: 'webhook storm',
    measure: (_servers, fixture) => {
      const headers = from({ ...fixture, organizations: fixture.organizations.slice(STORMY) });
      return webhookStorm(fixture, {
        'list tasks, cached page': get(() => '/tasks', headers),
        'create task': create(headers),
      });
    },
  },
  {
    name: 'export tasks',
    measure: (_servers, fixture) => exportTasks(fixture, Number(values.rows), Number(values.rounds)),
  },
  {
    name: 'requests beside exports',
    measure: ({ product }, fixture) => {
      const headers = from(fixture);
      return besideExports(fixture, product, Number(values.rows), [get(freshList, headers), create(headers)]);
    },
  },
  { name: 'formats', measure: (_servers, fixture) => exportFormats(fixture, Number(values.rows)) },
  {
    name: 'import tasks',
    measure: (_servers, fixture) => importTasks(fixture, Number(values.rows)),
  },
  {
    name: 'search and filter tasks',
    measure: (servers, fixture) => searchTasks(servers, fixture, loadOfMany()),
  },
  {
    name: 'task statistics',
    measure: (servers, fixture) => taskStatistics(servers, fixture, loadOfMany().tasks),
  },
  {
    name: 'create in bulk',
    measure: (servers, fixture) => createInBulk(servers, fixture, loadOfMany()),
  },
  {
    name: 'transactions',
    measure: (_servers, fixture) =>
      compareTransactions(fixture, Number(values.seconds), Number(values.rounds)),
  },
  { name: 'hostile calls', measure: (_servers, fixture) => hostileCalls(fixture) },
  { name: 'start', measure: () => startTimes() },
];

async function startServers(fixture: Fixture): Promise<Servers> {
  const environment = environmentOf(fixture);
  const product = await Server.start('product', 'dist/main.js', environment);
  const baseline = await Server.start('baseline', 'bench/baseline.ts', {
    DATABASE_URL: fixture.config.database.runtime,
    ACCESS_KEY: fixture.accessKey,
    POOL_SIZE: String(fixture.config.database.poolSize),
  });
  const token = fixture.organizations[0]?.token;
  const page = await fetch(`${product.url}/tasks`, { headers: { authorization: `Bearer ${token}` } });
  const guarded = await Server.start('guarded Nest route', 'bench/guarded.ts', {
    CONFIG: JSON.stringify(fixture.config),
    BODY: await page.text(),
  });
  return { product, baseline, guarded };
}

function table(results: Result[]): string[] {
  const product = results[0] as Result;
  return [
    '| server | req/s | p50 ms | p99 ms | errors | CPU s / 1,000 | product / this |',
    '|---|---|---|---|---|---|---|',
    ...results.map(({ server, requestsPerSecond, p50, p99, errors, cpuPer1000 }) => {
      const ratio = (product.requestsPerSecond / requestsPerSecond).toFixed(2);
      const figures = [
        Math.round(requestsPerSecond),
        p50.toFixed(1),
        p99.toFixed(1),
        errors,
        cpuPer1000.toFixed(3),
      ];
      return `| ${[server, ...figures, ratio].join(' | ')} |`;
    }),
  ];
}

async function measure(
  workload: Comparison | Measurement,
  servers: Servers,
  fixture: Fixture,
): Promise<string[]> {
  if ('measure' in workload) return workload.measure(servers, fixture);
  const targets = workload.targets(servers, fixture);
  return table(await compare(targets, Number(values.seconds), Number(values.rounds)));
}

// Servers end when this process exits, which it does not do by itself in a session that isn't theirs.
process.once('SIGINT', () => process.exit(130));
const fixture = await createFixture(Number(values.organizations), Number(values.connections));
const servers = await startServers(fixture).catch(async (error: Error) => {
  await fixture.close();
  throw error;
});
const report: { workload: string; lines: string[] }[] = [];
try {
  for (const workload of WORKLOADS) {
    if (values.only && !values.only.split(',').some((part) => workload.name.includes(part))) continue;
    const lines = await measure(workload, servers, fixture);
    report.push({ workload: workload.name, lines });
    if (!values.json) console.log(`\n### ${workload.name}\n\n${lines.join('\n')}`);
  }
  if (values.json)
    console.log(JSON.stringify({ organizations: fixture.organizations.length, report }, null, 2));
} finally {
  await Promise.all(Object.values(servers).map((server: Server) => server.stop()));
  await fixture.close();
}
