import { parseArgs } from 'node:util';
import { deliveryTimes } from './delivery.ts';
import { besideExports, exportFormats, exportTasks } from './exports.ts';
import { besideSockets, fanOut } from './fanout.ts';
import { createInBulk, searchTasks, taskStatistics } from './many-tasks.ts';
import { type BenchOrganization, createFixture, environmentOf, type Fixture } from './fixture.ts';
import { hostileCalls } from './hostile.ts';
import { importTasks } from './imports.ts';
import { compare, type Result, type Target } from './load.ts';
import { checkSameAnswers, create, freshPages, from, get, mix, type NextRequest, pages } from './requests.ts';
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
    quick: { type: 'boolean', default: false },
    seconds: { type: 'string' },
    rounds: { type: 'string' },
    connections: { type: 'string', default: '20' },
    json: { type: 'boolean', default: false },
  },
});
const seconds = Number(values.seconds ?? (values.quick ? 5 : 10));
const rounds = Number(values.rounds ?? (values.quick ? 1 : 3));

interface Servers {
  product: Server;
  /** The practical limit, without and with a cache. */
  limit: Server;
  cachingLimit: Server;
  plainNest: Server;
  guarded: Server;
  /** Takes the jobs where the product doesn't. */
  worker?: Server;
}

interface Workload {
  name: string;
  /** Needs a product that runs no jobs: others do. */
  jobsApart?: true;
}

/** Loads several servers in turns and compares them with the last, which is the reference. */
interface Comparison extends Workload {
  targets: (servers: Servers, fixture: Fixture) => Target[];
  /** Some requests change something. */
  writes?: true;
}

/** Measures the product alone, and returns the lines of its table. */
interface Measurement extends Workload {
  measure: (servers: Servers, fixture: Fixture) => Promise<string[]>;
}

/** As long as notifications are delayed, which are the last that follows a change, in seconds. */
const WHAT_FOLLOWS = 11;

/** What a request costs must not depend on how many organizations take turns. */
const FEW = 10;

/** The product with all organizations, with few of them where there are many, and the others. */
const compared = (
  { product, plainNest, limit, worker }: Servers,
  fixture: Fixture,
  request: (headers: () => Record<string, string>) => NextRequest,
): Target[] => {
  const all = request(from(fixture));
  const helpers = worker && [worker];
  const few = {
    server: product,
    helpers,
    label: `${product.name}, ${FEW} of them`,
    request: request(from(fixture, FEW)),
  };
  const many = fixture.organizations.length > 100 * FEW;
  // PostgreSQL plans a statement anew five times before it keeps a plan, of each organization.
  const warmUp = many ? fixture.organizations.length / 100 : undefined;
  return [
    { server: product, helpers, request: all, warmUp },
    ...(many ? [few] : []),
    { server: plainNest, request: all },
    { server: limit, request: all },
  ];
};

const loadOfMany = () => ({ tasks: Number(values.tasks), seconds, rounds });

const WORKLOADS: (Comparison | Measurement)[] = [
  {
    name: 'list tasks, cached page',
    targets: ({ product, guarded, cachingLimit }, fixture) => {
      const request = get(pages(), from(fixture, 50));
      return [
        { server: product, request },
        { server: guarded, request: get(() => '/fixed', from(fixture, 50)) },
        { server: cachingLimit, request },
      ];
    },
  },
  {
    name: 'list tasks, from the database',
    targets: (servers, fixture) => compared(servers, fixture, (headers) => get(freshPages(), headers)),
  },
  {
    name: 'create task',
    writes: true,
    targets: (servers, fixture) => compared(servers, fixture, create),
  },
  {
    name: 'touch every organization',
    measure: ({ product }, fixture) => touchEveryOrganization(product, fixture),
  },
  {
    name: 'mix: 90 % list, 10 % create',
    writes: true,
    targets: ({ product, plainNest, cachingLimit, limit }, fixture) =>
      [product, plainNest, cachingLimit, limit].map((server) => ({
        server,
        request: mix(from(fixture, 50)),
      })),
  },
  {
    name: 'delivery',
    measure: ({ product }, fixture) => deliveryTimes(product, fixture, create),
  },
  {
    name: 'new organization',
    measure: ({ product }, fixture) => createOrganizations(product, fixture),
  },
  { name: 'fanout', measure: ({ product }, fixture) => fanOut(product, fixture) },
  {
    name: 'requests beside sockets',
    measure: ({ product }, fixture) => {
      const { organizations } = fixture;
      const headers = from(fixture, 20);
      return besideSockets(product, organizations.slice(0, 20), organizations.at(-1) as BenchOrganization, {
        'list tasks, cached page': get(pages(), headers),
        'list tasks, from the database': get(freshPages(), headers),
        'create task': create(headers),
      });
    },
  },
  {
    name: 'webhook storm',
    jobsApart: true,
    measure: (_servers, fixture) => {
      const headers = from({ ...fixture, organizations: fixture.organizations.slice(STORMY) });
      return webhookStorm(fixture, {
        'list tasks, cached page': get(pages(), headers),
        'create task': create(headers),
      });
    },
  },
  {
    name: 'export tasks',
    jobsApart: true,
    measure: (_servers, fixture) => exportTasks(fixture, Number(values.rows), rounds),
  },
  {
    name: 'requests beside exports',
    jobsApart: true,
    measure: ({ product }, fixture) => {
      const headers = from(fixture);
      return besideExports(fixture, product, Number(values.rows), [
        get(freshPages(), headers),
        create(headers),
      ]);
    },
  },
  {
    name: 'formats',
    jobsApart: true,
    measure: (_servers, fixture) => exportFormats(fixture, Number(values.rows)),
  },
  {
    name: 'import tasks',
    jobsApart: true,
    measure: (_servers, fixture) => importTasks(fixture, Number(values.rows)),
  },
  {
    name: 'search and filter tasks',
    measure: (servers, fixture) => searchTasks(servers, fixture, loadOfMany()),
  },
  {
    name: 'task statistics',
    measure: (servers, fixture) => taskStatistics(servers, fixture, Number(values.tasks)),
  },
  {
    name: 'bulk',
    measure: (servers, fixture) => createInBulk(servers, fixture, loadOfMany()),
  },
  {
    name: 'transactions',
    jobsApart: true,
    measure: (_servers, fixture) => compareTransactions(fixture, seconds, rounds),
  },
  { name: 'hostile calls', jobsApart: true, measure: (_servers, fixture) => hostileCalls(fixture) },
  { name: 'start', jobsApart: true, measure: () => startTimes() },
  {
    name: 'create task, jobs apart',
    jobsApart: true,
    writes: true,
    targets: (servers, fixture) => compared(servers, fixture, create),
  },
];

let baselines = 0;
const baseline = (name: string, { config, accessKey }: Fixture, script: string, cache = 'off') =>
  Server.start(name, script, {
    DATABASE_URL: config.database.runtime,
    ACCESS_KEY: accessKey,
    POOL_SIZE: String(config.database.poolSize),
    CACHE: cache,
    FIRST_NUMBER: String(++baselines * 500_000_000),
  });

async function startServers(fixture: Fixture): Promise<Servers> {
  const product = await Server.start('product', 'dist/main.js', {
    ...environmentOf(fixture),
    WEBHOOKS_ALLOW_PRIVATE: 'on',
  });
  const limit = await baseline('limit', fixture, 'bench/baseline.ts');
  const cachingLimit = await baseline('limit with a cache', fixture, 'bench/baseline.ts', 'on');
  const plainNest = await baseline('plain NestJS + TypeORM', fixture, 'bench/plain-nest.ts');
  await checkSameAnswers([product.url, limit.url, cachingLimit.url, plainNest.url], fixture);
  const token = fixture.organizations[0]?.token;
  const page = await fetch(`${product.url}/tasks?limit=20`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const guarded = await Server.start('guarded Nest route', 'bench/guarded.ts', {
    CONFIG: JSON.stringify(fixture.config),
    BODY: await page.text(),
  });
  return { product, limit, cachingLimit, plainNest, guarded };
}

/** Goes on with a product that runs no jobs. */
async function moveJobs(servers: Servers, fixture: Fixture): Promise<void> {
  await servers.product.stop();
  const environment = { ...environmentOf(fixture), JOBS: 'off' };
  servers.product = await Server.start('product, jobs apart', 'dist/main.js', environment);
}

function table(results: Result[]): string[] {
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

async function measure(
  workload: Comparison | Measurement,
  servers: Servers,
  fixture: Fixture,
): Promise<string[]> {
  if (workload.jobsApart && servers.product.name === 'product') await moveJobs(servers, fixture);
  if ('measure' in workload) return workload.measure(servers, fixture);
  const worker =
    workload.jobsApart && (await Server.start('worker', 'dist/worker.js', environmentOf(fixture)));
  try {
    const targets = workload.targets(worker ? { ...servers, worker } : servers, fixture);
    const lead = workload.writes && WHAT_FOLLOWS;
    return table(await compare(targets, seconds, rounds, { lead, postmaster: fixture.postmaster }));
  } finally {
    await worker?.stop();
  }
}

// Servers end when this process exits, which it does not do by itself in a session that isn't theirs.
process.once('SIGINT', () => process.exit(130));
const fixture = await createFixture(Number(values.organizations), Number(values.connections));
// Those that need a product without jobs come last.
const ordered = [...WORKLOADS.filter((one) => !one.jobsApart), ...WORKLOADS.filter((one) => one.jobsApart)];
const report: { workload: string; lines: string[] }[] = [];
try {
  const servers = await startServers(fixture);
  for (const workload of ordered) {
    if (values.only && !values.only.split(',').some((part) => workload.name.includes(part))) continue;
    const lines = await measure(workload, servers, fixture);
    report.push({ workload: workload.name, lines });
    if (!values.json) console.log(`\n### ${workload.name}\n\n${lines.join('\n')}`);
  }
  if (values.json)
    console.log(JSON.stringify({ organizations: fixture.organizations.length, report }, null, 2));
} finally {
  await Server.stopAll();
  await fixture.close();
}
