import { setTimeout as sleep } from 'node:timers/promises';
import type autocannon from 'autocannon';
import { tenantName } from '#app/tenancy/tenant-name.js';
import { type BenchOrganization, environmentOf, type Fixture } from './fixture.ts';
import { measure, type Result } from './load.ts';
import type { Received } from './receiver.ts';
import { cpuSeconds, Server } from './server.ts';

/** How many organizations change tasks; those behind them list and create meanwhile. */
export const STORMY = 20;
/** Webhooks of each that answer at once, and those that some have beside them. */
const HEALTHY = Array.from({ length: 5 }, (_, index) => `healthy/${index}`);
const BROKEN = ['failing/0', 'slow/0'];
/** In each organization. */
const TASKS = 400;
/** In milliseconds, between two looks and in all. */
const INTERVAL = 100;
const LONGEST = 900_000;

interface Storm {
  name: string;
  organizations: BenchOrganization[];
  webhooks: string[];
  /** What else happens, once all changes are made and until everything has arrived. */
  meanwhile?: () => Promise<void>;
}

/**
 * Creates tasks in many organizations at once, each of which several webhooks are told of, by a process that does
 * everything: alone, beside endpoints that don't work, and beside requests of other organizations.
 * @throws Error when an endpoint that works misses a change, or gets one twice or out of order
 */
export async function webhookStorm(
  fixture: Fixture,
  load: Record<string, () => autocannon.Request>,
): Promise<string[]> {
  if (fixture.organizations.length <= STORMY) throw new Error(`It takes more than ${STORMY} organizations`);
  const receiver = await Server.start('receiver', 'bench/receiver.ts', {});
  const product = await Server.start('product with jobs', 'dist/main.js', {
    ...environmentOf(fixture),
    WEBHOOKS_ALLOW_PRIVATE: 'on',
  });
  const organizations = fixture.organizations.slice(0, STORMY);
  const measureLoad = async (): Promise<Result[]> => {
    const results: Result[] = [];
    for (const request of Object.values(load)) results.push(await measure({ server: product, request }, 5));
    return results;
  };
  const run = (storm: Omit<Storm, 'organizations'>): Promise<string> =>
    rage(fixture, product, receiver, { ...storm, organizations });
  try {
    await measureLoad();
    const before = await measureLoad();
    let during: Result[] = [];
    const storms = [
      await run({ name: 'endpoints that work', webhooks: HEALTHY }),
      await run({ name: 'beside broken ones', webhooks: [...HEALTHY, ...BROKEN] }),
      await run({
        name: 'and other requests',
        webhooks: [...HEALTHY, ...BROKEN],
        meanwhile: async () => void (during = await measureLoad()),
      }),
    ];
    return [
      '| storm | endpoints | deliveries | seconds | deliveries/s | longest wait s | CPU s / 1,000 | of PostgreSQL |',
      '|---|---|---|---|---|---|---|---|',
      ...storms,
      '',
      '| load | when | req/s | p99 ms | errors |',
      '|---|---|---|---|---|',
      ...Object.keys(load).flatMap((name, index) => [
        row(name, 'before', before[index] as Result),
        row(name, 'in a storm', during[index] as Result),
      ]),
    ];
  } finally {
    await product.stop();
    await receiver.stop();
  }
}

const row = (name: string, when: string, { requestsPerSecond, p99, errors }: Result): string =>
  `| ${[name, when, Math.round(requestsPerSecond), p99.toFixed(1), errors].join(' | ')} |`;

/** One storm with webhooks of its own. The figures are those of the endpoints that work. */
async function rage(
  fixture: Fixture,
  product: Server,
  receiver: Server,
  { name, organizations, webhooks, meanwhile }: Storm,
): Promise<string> {
  const storm = name.replaceAll(' ', '-');
  const pathOf = (webhook: string, { id }: BenchOrganization): string => `/${webhook}/${storm}/${id}`;
  const created = await Promise.all(
    organizations.flatMap((organization) =>
      webhooks.map(async (webhook) => {
        const url = receiver.url + pathOf(webhook, organization);
        const { id } = await call(product, organization, 'POST', '/webhooks', { url, events: ['task.*'] });
        return { organization, path: `/webhooks/${id}` };
      }),
    ),
  );
  const heads = new Map<string, number>();
  for (const { id } of organizations) heads.set(id, await headOf(fixture, id));
  const startedAt = Date.now();
  const cpu = product.cpuSeconds();
  const databaseCpu = await cpuOfDatabase(fixture);
  await Promise.all(organizations.map((organization) => createTasks(product, organization)));
  const others = meanwhile?.().then(() => Date.now());
  const healthy = organizations.flatMap((organization) =>
    HEALTHY.map((webhook) => ({ path: pathOf(webhook, organization), head: heads.get(organization.id) })),
  );
  const arrived = await arrival(
    receiver,
    healthy.map(({ path }) => path),
  );
  const used = [product.cpuSeconds() - cpu, (await cpuOfDatabase(fixture)) - databaseCpu];
  for (const [index, { path, head }] of healthy.entries()) {
    const { first, count, unexpected } = arrived[index] as Received;
    if (first !== (head as number) + 1 || count !== TASKS || unexpected > 0)
      throw new Error(`${path} got ${count} from ${first}, ${unexpected} of them out of order`);
  }
  const endedAt = Math.max(...arrived.map(({ lastAt }) => lastAt));
  const othersEndedAt = await others;
  if (othersEndedAt !== undefined && othersEndedAt > endedAt)
    throw new Error('The storm was over before the other requests were');
  for (const { organization, path } of created) await call(product, organization, 'DELETE', path);
  const seconds = (endedAt - startedAt) / 1000;
  const deliveries = healthy.length * TASKS;
  const waits = arrived.map(({ firstAt, longestPause }) => Math.max(firstAt - startedAt, longestPause));
  const figures = [
    created.length,
    deliveries.toLocaleString('en'),
    seconds.toFixed(1),
    Math.round(deliveries / seconds),
    (Math.max(...waits) / 1000).toFixed(1),
    ...used.map((cpuUsed) => ((cpuUsed / deliveries) * 1000).toFixed(3)),
  ];
  return `| ${[name, ...figures].join(' | ')} |`;
}

/** What has come to these paths, once everything has. */
async function arrival(receiver: Server, paths: string[]): Promise<Received[]> {
  for (const end = Date.now() + LONGEST; Date.now() < end; await sleep(INTERVAL)) {
    const all = (await (await fetch(receiver.url)).json()) as Record<string, Received>;
    const found = paths.map((path) => all[path]);
    if (found.every((one) => one && one.count >= TASKS)) return found as Received[];
  }
  throw new Error('Not everything has arrived');
}

/** Processor time of all connections that are open. */
async function cpuOfDatabase({ superuser }: Fixture): Promise<number> {
  const { rows } = await superuser.query<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'`,
  );
  let sum = 0;
  for (const { pid } of rows) {
    try {
      sum += cpuSeconds(pid);
    } catch {
      // The connection has just been closed.
    }
  }
  return sum;
}

async function headOf({ superuser }: Fixture, organizationId: string): Promise<number> {
  const { rows } = await superuser.query(`SELECT sequence FROM ${tenantName(organizationId)}.sequencer`);
  return Number(rows[0].sequence);
}

const OPERATIONS = 100;

async function createTasks(product: Server, organization: BenchOrganization): Promise<void> {
  const task = { title: 'Sent to all clients', priority: 'HIGH' };
  const operations = Array.from({ length: OPERATIONS }, () => ({ op: 'create', task }));
  for (let count = 0; count < TASKS; count += OPERATIONS)
    await call(product, organization, 'POST', '/tasks/bulk', { operations });
}

async function call(
  { url }: Server,
  { token }: BenchOrganization,
  method: string,
  path: string,
  body?: object,
): Promise<{ id?: string }> {
  const response = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
    body: body && JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.status === 204 ? {} : ((await response.json()) as { id?: string });
}
