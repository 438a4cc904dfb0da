import { setTimeout as sleep } from 'node:timers/promises';
import { performance } from 'node:perf_hooks';
import type autocannon from 'autocannon';
import { WebSocket } from 'ws';
import type { BenchOrganization, Fixture } from './fixture.ts';
import { average, measure, type Result } from './load.ts';
import { memory, type Server } from './server.ts';

const SOCKETS = 5000;
/** Handshakes at once. */
const CONNECTORS = 50;
const CHANGES = 30;
/** Between two changes, in milliseconds: the last one has reached all clients. */
const PAUSE = 1000;
/** Sockets that are open while others list and create. */
const BYSTANDERS = 1000;
/** How often each load is measured with every kind of bystanders, and for how many seconds. */
const ROUNDS = 2;
const SECONDS = 5;

/** When a message with a number arrived at each socket. */
type Arrivals = Map<number, number[]>;

/**
 * Makes changes that all clients of an organization follow. The time runs from the answer to the writer, which is after the
 * commit, to each message at this process, which takes its own time to read thousands of them.
 */
export async function fanOut(product: Server, { organizations }: Fixture): Promise<string[]> {
  const organization = organizations[0] as BenchOrganization;
  const before = memory(product.pid).resident;
  const arrivals: Arrivals = new Map();
  const sockets = await connect(product, organization, SOCKETS, arrivals);
  const each = Math.round(((memory(product.pid).resident - before) * 1024) / SOCKETS);
  const cpuBefore = product.cpuSeconds();
  const times: number[] = [];
  for (let change = 0; change < CHANGES; change++) {
    const known = new Set(arrivals.keys());
    await create(product, organization);
    const answeredAt = performance.now();
    await sleep(PAUSE);
    for (const [sequence, at] of arrivals)
      if (!known.has(sequence)) times.push(...at.map((time) => Math.max(0, time - answeredAt)));
  }
  const cpu = ((product.cpuSeconds() - cpuBefore) / times.length) * 1000;
  close(sockets);
  return [
    '| sockets | changes | delivered | p50 ms | p99 ms | CPU s / 1,000 | KB a socket |',
    '|---|---|---|---|---|---|---|',
    `| ${[SOCKETS, CHANGES, times.length, at(times, 0.5), at(times, 0.99), cpu.toFixed(3), each].join(' | ')} |`,
  ];
}

/** Measures requests in some organizations, in turns without and with sockets: of others, and of the same ones. */
export async function besideSockets(
  product: Server,
  busy: BenchOrganization[],
  quiet: BenchOrganization,
  load: Record<string, () => autocannon.Request>,
): Promise<string[]> {
  const kinds = {
    none: [],
    'of an organization in which nothing changes': [quiet],
    'spread over the organizations that are used': busy,
  };
  const lines = ['| load | sockets | req/s | p99 ms | CPU s / 1,000 | ratio |', '|---|---|---|---|---|---|'];
  for (const [name, request] of Object.entries(load)) {
    const runs = new Map<string, Result[]>();
    await measure({ server: product, request }, 2);
    for (let round = 0; round < ROUNDS; round++) {
      for (const [kind, organizations] of Object.entries(kinds)) {
        const sockets = await Promise.all(
          organizations.map((organization) =>
            connect(product, organization, BYSTANDERS / organizations.length, new Map()),
          ),
        );
        runs.set(kind, [...(runs.get(kind) ?? []), await measure({ server: product, request }, SECONDS)]);
        close(sockets.flat());
      }
    }
    const results = [...runs].map(([kind, rounds]) => ({ kind, ...average(rounds) }));
    for (const { kind, requestsPerSecond, p99, cpuPer1000 } of results) {
      const ratio = (requestsPerSecond / (results[0]?.requestsPerSecond as number)).toFixed(2);
      const figures = [Math.round(requestsPerSecond), p99.toFixed(1), cpuPer1000.toFixed(3), ratio];
      lines.push(`| ${[name, kind === 'none' ? 'none' : `${BYSTANDERS} ${kind}`, ...figures].join(' | ')} |`);
    }
  }
  return lines;
}

const at = (times: number[], share: number): string =>
  (times.toSorted((a, b) => a - b)[Math.floor(share * (times.length - 1))] as number).toFixed(1);

async function connect(
  { url }: Server,
  { token }: BenchOrganization,
  count: number,
  arrivals: Arrivals,
): Promise<WebSocket[]> {
  const sockets: WebSocket[] = [];
  const connector = async (): Promise<void> => {
    while (sockets.length < count) {
      const socket = new WebSocket(`${url.replace('http', 'ws')}/ws?type=task.*`, {
        headers: { authorization: `Bearer ${token}` },
      });
      sockets.push(socket);
      socket.on('message', (data: Buffer) => note(arrivals, data.toString('latin1')));
      await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    }
  };
  await Promise.all(Array.from({ length: CONNECTORS }, connector));
  return sockets;
}

function note(arrivals: Arrivals, message: string): void {
  const sequence = Number(/^\{"sequence":(\d+)/.exec(message)?.[1]);
  if (Number.isNaN(sequence)) return;
  const at = arrivals.get(sequence) ?? [];
  at.push(performance.now());
  arrivals.set(sequence, at);
}

async function create({ url }: Server, { token }: BenchOrganization): Promise<void> {
  const response = await fetch(`${url}/tasks`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ title: 'Followed by thousands' }),
  });
  if (response.status !== 201) throw new Error(`POST /tasks: ${response.status} ${await response.text()}`);
}

function close(sockets: WebSocket[]): void {
  for (const socket of sockets) socket.terminate();
}
