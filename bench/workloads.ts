import { deliveryTimes } from './delivery.ts';
import { besideExports, exportFormats, exportTasks } from './exports.ts';
import { besideSockets, fanOut } from './fanout.ts';
import type { BenchOrganization, Fixture } from './fixture.ts';
import { hostileCalls } from './hostile.ts';
import { importTasks } from './imports.ts';
import type { Target } from './load.ts';
import { createInBulk, searchTasks, taskStatistics } from './many-tasks.ts';
import { create, freshPages, from, get, mix, type NextRequest, pages } from './requests.ts';
import { rolling } from './rolling.ts';
import type { Servers } from './servers.ts';
import { startTimes } from './start.ts';
import { STORMY, webhookStorm } from './storm.ts';
import { createOrganizations, touchEveryOrganization } from './tenants.ts';
import { compareTransactions } from './transactions.ts';

/** What the command line says of all workloads. */
export interface Scale {
  /** How long each target is loaded in a turn, and in how many turns. */
  seconds: number;
  rounds: number;
  /** Of an export or an import. */
  rows: number;
  /** Of the organization that has many. */
  tasks: number;
}

interface Workload {
  name: string;
  /** What the figures are to be. */
  wanted?: string;
  /** Needs a product that runs no jobs: others do. */
  jobsApart?: true;
}

/** Loads several servers in turns and compares them with the last, which is the reference. */
export interface Comparison extends Workload {
  targets: (servers: Servers, fixture: Fixture) => Target[];
  /** Some requests change something. */
  writes?: true;
}

/** Measures the product alone, and returns the lines of its table. */
export interface Measurement extends Workload {
  measure: (servers: Servers, fixture: Fixture, scale: Scale) => Promise<string[]>;
}

/** Measures processes that it starts itself. */
export interface Standalone extends Workload {
  measureOwn: (fixture: Fixture) => Promise<string[]>;
}

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

const ALL: (Comparison | Measurement | Standalone)[] = [
  {
    name: 'list tasks, cached page',
    wanted: 'Wanted: 0.65 of the limit with a cache.',
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
    wanted: 'Wanted: 0.85 of the limit.',
    targets: (servers, fixture) => compared(servers, fixture, (headers) => get(freshPages(), headers)),
  },
  {
    name: 'create task',
    wanted: 'Wanted: 0.60 of the limit, and more than plain NestJS.',
    writes: true,
    targets: (servers, fixture) => compared(servers, fixture, create),
  },
  {
    name: 'touch every organization',
    measure: ({ product }, fixture) => touchEveryOrganization(product, fixture),
  },
  {
    name: 'mix: 90 % list, 10 % create',
    wanted: 'Wanted: 1.2 of the limit without a cache.',
    writes: true,
    targets: ({ product, plainNest, cachingLimit, limit }, fixture) =>
      [product, plainNest, cachingLimit, limit].map((server) => ({
        server,
        request: mix(from(fixture, 50)),
      })),
  },
  {
    name: 'delivery',
    wanted: 'Wanted: p99 below 250 ms to a socket and below 2 s to a webhook.',
    measure: ({ product }, fixture) => deliveryTimes(product, fixture, create),
  },
  {
    name: 'new organization',
    wanted: 'Wanted: p95 below 50 ms.',
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
    wanted: 'Wanted: 0.90 of COPY, 64 MB more at most.',
    jobsApart: true,
    measure: (_servers, fixture, { rows, rounds }) => exportTasks(fixture, rows, rounds),
  },
  {
    name: 'requests beside exports',
    wanted: 'Wanted: p99 at most twice.',
    jobsApart: true,
    measure: ({ product }, fixture, { rows }) => {
      const headers = from(fixture);
      return besideExports(fixture, product, rows, [get(freshPages(), headers), create(headers)]);
    },
  },
  {
    name: 'formats',
    jobsApart: true,
    measure: (_servers, fixture, { rows }) => exportFormats(fixture, rows),
  },
  {
    name: 'import tasks',
    wanted: 'Wanted: 5,400 rows a second, previews of 100 MB below 2 s.',
    jobsApart: true,
    measure: (_servers, fixture, { rows }) => importTasks(fixture, rows),
  },
  {
    name: 'search and filter tasks',
    measure: (servers, fixture, scale) => searchTasks(servers, fixture, scale),
  },
  {
    name: 'task statistics',
    measure: (servers, fixture, { tasks }) => taskStatistics(servers, fixture, tasks),
  },
  {
    name: 'bulk',
    measure: (servers, fixture, scale) => createInBulk(servers, fixture, scale),
  },
  {
    name: 'transactions',
    jobsApart: true,
    measure: (_servers, fixture, { seconds, rounds }) => compareTransactions(fixture, seconds, rounds),
  },
  { name: 'hostile calls', jobsApart: true, measure: (_servers, fixture) => hostileCalls(fixture) },
  {
    name: 'rolling',
    wanted: 'Wanted: none failed, lost, twice or not found; none above 1 s of what may be repeated.',
    measureOwn: rolling,
  },
  { name: 'start', jobsApart: true, measure: () => startTimes() },
  {
    name: 'create task, jobs apart',
    wanted: 'Wanted: 0.70 of the limit.',
    jobsApart: true,
    writes: true,
    targets: (servers, fixture) => compared(servers, fixture, create),
  },
];

/** Those that need a product without jobs come last. */
export const WORKLOADS = [...ALL.filter((one) => !one.jobsApart), ...ALL.filter((one) => one.jobsApart)];
