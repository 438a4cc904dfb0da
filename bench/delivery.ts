import { setTimeout as sleep } from 'node:timers/promises';
import type autocannon from 'autocannon';
import { WebSocket } from 'ws';
import type { BenchOrganization, Fixture } from './fixture.ts';
import { measure } from './load.ts';
import { Server } from './server.ts';

const RATE = 100;
/** What is counted, and before that, in seconds: as long as notifications are delayed. */
const [SECONDS, LEAD] = [20, 11];
/** How long the last deliveries may take, in milliseconds. */
const LAST = 5000;
const SPREADS = [1, 50];
/** The user of all organizations may not have one in each. */
const SOCKETS = 10;

/**
 * How long events take to a webhook and to a socket while tasks are created at a fixed rate, in one organization and in
 * many, each of which has a webhook and some of which have a socket: from the time of the change to its arrival.
 */
export async function deliveryTimes(
  product: Server,
  fixture: Fixture,
  create: (headers: () => Record<string, string>) => () => autocannon.Request,
): Promise<string[]> {
  const receiver = await Server.start('receiver', 'bench/receiver.ts', {});
  const lines = [
    `| ${RATE} creations a second in | create p50 / p99 ms | socket p50 / p99 ms | webhook p50 / p99 ms | lost | CPU s / 1,000 | of PostgreSQL |`,
    '|---|---|---|---|---|---|---|',
  ];
  try {
    for (const spread of SPREADS) lines.push(await deliver(product, receiver, fixture, create, spread));
  } finally {
    await receiver.stop();
  }
  return lines;
}

async function deliver(
  product: Server,
  receiver: Server,
  fixture: Fixture,
  create: (headers: () => Record<string, string>) => () => autocannon.Request,
  spread: number,
): Promise<string> {
  const organizations = fixture.organizations.slice(0, spread);
  const webhooks = await Promise.all(organizations.map((one) => addWebhook(product, receiver, one)));
  const sockets: number[] = [];
  const connections = await Promise.all(
    organizations.slice(0, SOCKETS).map((one) => connect(product, one, sockets)),
  );
  let turn = 0;
  const request = create(() => ({ authorization: `Bearer ${organizations[turn++ % spread]?.token}` }));
  const load = (seconds: number) =>
    measure({ server: product, request }, seconds, { rate: RATE, postmaster: fixture.postmaster });
  await load(LEAD);
  await fetch(receiver.url, { method: 'DELETE' });
  sockets.length = 0;
  const result = await load(SECONDS);
  await sleep(LAST);
  const delays = (await (await fetch(`${receiver.url}/delays`)).json()) as number[];
  for (const connection of connections) connection.terminate();
  for (const remove of webhooks) await remove();
  const created = Math.round(result.requestsPerSecond * SECONDS);
  const followed = (created / spread) * Math.min(spread, SOCKETS);
  const lost = Math.max(0, created - delays.length) + Math.max(0, Math.floor(followed) - sockets.length);
  const figures = [
    `${result.p50.toFixed(0)} / ${result.p99.toFixed(0)}`,
    times(sockets),
    times(delays),
    lost,
    result.cpuPer1000.toFixed(3),
    result.databaseCpuPer1000.toFixed(3),
  ];
  return `| ${[spread === 1 ? 'one organization' : `${spread} organizations`, ...figures].join(' | ')} |`;
}

function times(delays: number[]): string {
  const sorted = delays.toSorted((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor(share * (sorted.length - 1))] ?? NaN).toFixed(0);
  return `${at(0.5)} / ${at(0.99)}`;
}

/** @returns what deletes it */
async function addWebhook(
  { url }: Server,
  receiver: Server,
  { id, token }: BenchOrganization,
): Promise<() => Promise<void>> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ url: `${receiver.url}/healthy/${id}`, events: ['task.created'] });
  const response = await fetch(`${url}/webhooks`, { method: 'POST', headers, body });
  if (response.status !== 201) throw new Error(`POST /webhooks: ${response.status} ${await response.text()}`);
  const webhook = (await response.json()) as { id: string };
  return async () => {
    const { authorization } = headers;
    await fetch(`${url}/webhooks/${webhook.id}`, { method: 'DELETE', headers: { authorization } });
  };
}

async function connect({ url }: Server, { token }: BenchOrganization, delays: number[]): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws?type=task.*`, {
    headers: { authorization: `Bearer ${token}` },
  });
  socket.on('message', (data: Buffer) => {
    const { at } = JSON.parse(data.toString()) as { at?: string };
    if (at) delays.push(Date.now() - Date.parse(at));
  });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  return socket;
}
