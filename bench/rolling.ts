import { setTimeout as sleep } from 'node:timers/promises';
import { tenantName } from '#app/tenancy/tenant-name.js';
import { redisAvailable } from '../test/support/redis.ts';
import { BehindNginx, nginxAvailable } from './behind-nginx.ts';
import type { BenchOrganization, Fixture } from './fixture.ts';
import { type StreamClient, SocketClient, SseClient } from './stream-clients.ts';
import { type Outcomes, Phase, RollingLoad } from './rolling-clients.ts';

/** In which tasks are created and listed; each is followed by a WebSocket and by server-sent events. */
const ORGANIZATIONS = 4;
/** How long nothing happens, a process is frozen, and what follows an event is waited for, in milliseconds. */
const [REST, FROZEN, AFTERWARDS] = [5_000, 10_000, 3_000];
/** How long streams may take for what they don't have yet when the load has ended, in milliseconds. */
const CATCH_UP = 20_000;
/** How often a client creates by one process and lists by the other. */
const OWN_WRITES = 300;

/** What is in the tables of one backend. */
interface Observation {
  phases: Map<string, Phase>;
  streams: StreamClient[];
  creations: { acknowledged: number; missing: number; repeated: number };
  unread: { withSequence: number; without: number };
}

/**
 * Restarts and freezes the processes of a deployment behind nginx under load, on PostgreSQL alone and with Redis, and
 * counts what clients notice of it.
 */
export async function rolling(fixture: Fixture): Promise<string[]> {
  if (!nginxAvailable()) return ['Not measured: nginx is not installed here.'];
  const backends = redisAvailable() ? ['PostgreSQL', 'Redis'] : ['PostgreSQL'];
  const observed = new Map<string, Observation>();
  for (const backend of backends) {
    const deployment = await BehindNginx.start(fixture, backend === 'Redis');
    try {
      observed.set(backend, await observe(deployment, fixture));
    } finally {
      await deployment.stop();
    }
  }
  return report(observed);
}

async function observe(deployment: BehindNginx, fixture: Fixture): Promise<Observation> {
  const organizations = fixture.organizations.slice(0, ORGANIZATIONS);
  const unread = {
    without: await unreadWrites(deployment.apiUrls, organizations[0] as BenchOrganization, false),
    withSequence: await unreadWrites(deployment.apiUrls, organizations[0] as BenchOrganization, true),
  };
  const load = new RollingLoad(deployment.url, organizations);
  const onSilence = (time: number): void => void (load.phase.silence = Math.max(load.phase.silence, time));
  const streams = organizations.flatMap((organization) => [
    new SocketClient(deployment.url, organization, onSilence),
    new SseClient(deployment.url, organization, onSilence),
  ]);
  // Processes that have just begun compile what they run.
  await sleep(AFTERWARDS);
  const phases = new Map<string, Phase>();
  const during = async (name: string, run: () => Promise<unknown>): Promise<void> => {
    phases.set(name, (load.phase = new Phase()));
    await run();
    await sleep(AFTERWARDS);
  };
  await during('nothing', () => sleep(REST));
  await during('each process is restarted', () => deployment.restartEach());
  for (const role of ['API', 'worker'] as const)
    await during(`${role} process frozen for ${FROZEN / 1000} s`, () =>
      deployment.freezeOne(role, () => sleep(FROZEN)),
    );
  await load.stop();
  await Promise.all(streams.map((stream) => catchUp(stream, fixture)));
  await Promise.all(streams.map((stream) => stream.stop()));
  return { phases, streams, creations: await checkCreations(load, organizations, fixture), unread };
}

/**
 * Creates by one process and lists by the other, which has the list in its cache, time and again.
 * @returns how often the list doesn't begin with the task that was created
 */
async function unreadWrites(
  urls: string[],
  { token }: BenchOrganization,
  sendsSequence: boolean,
): Promise<number> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  let unread = 0;
  for (let turn = 0; turn < OWN_WRITES; turn++) {
    const [writer, reader] = turn % 2 === 0 ? urls : urls.toReversed();
    const list = async (sequence: string | null): Promise<string | undefined> => {
      const known = sendsSequence && sequence !== null && { 'x-sequence': sequence };
      const response = await fetch(`${reader}/tasks?sort=-createdAt&limit=1`, {
        headers: { ...headers, ...known },
      });
      return ((await response.json()) as { data: { id: string }[] }).data[0]?.id;
    };
    await list(null);
    const body = JSON.stringify({ title: 'Read at once' });
    const response = await fetch(`${writer}/tasks`, { method: 'POST', headers, body });
    const { id } = (await response.json()) as { id: string };
    if ((await list(response.headers.get('x-sequence'))) !== id) unread++;
  }
  return unread;
}

/** Waits until a stream has the last event of its organization; what it doesn't get is lost. */
async function catchUp(stream: StreamClient, { superuser }: Fixture): Promise<void> {
  const tenant = tenantName(stream.organization.id);
  const { rows } = await superuser.query<{ sequence: string }>(`SELECT sequence FROM ${tenant}.sequencer`);
  const last = Number(rows[0]?.sequence);
  const deadline = Date.now() + CATCH_UP;
  while ((stream.position ?? 0) < last && Date.now() < deadline) await sleep(50);
  stream.lost += Math.max(0, last - (stream.position ?? 0));
}

/** Looks in the database for what was acknowledged, and for what is there twice. */
async function checkCreations(
  { name, acknowledged }: RollingLoad,
  organizations: BenchOrganization[],
  { superuser }: Fixture,
): Promise<Observation['creations']> {
  const counts = new Map<string, number>();
  for (const { id } of organizations) {
    const { rows } = await superuser.query<{ title: string }>(
      `SELECT title FROM ${tenantName(id)}.tasks WHERE title LIKE $1`,
      [`${name}%`],
    );
    for (const { title } of rows) counts.set(title, (counts.get(title) ?? 0) + 1);
  }
  return {
    acknowledged: acknowledged.length,
    missing: acknowledged.filter((title) => !counts.has(title)).length,
    repeated: [...counts.values()].filter((count) => count > 1).length,
  };
}

function report(observed: Map<string, Observation>): string[] {
  const lines = [
    '| backend | what happens | reads, changes with a key | failed | slowest ms | above 1 s | changes without a key | failed | slowest ms | above 1 s | longest silence of a stream ms |',
    '|---|---|---|---|---|---|---|---|---|---|---|',
  ];
  const figuresOf = (outcomes: Outcomes): number[] => [
    outcomes.times.length,
    outcomes.failed,
    Math.round(outcomes.slowest),
    outcomes.late,
  ];
  const failures: string[] = [];
  for (const [backend, { phases }] of observed) {
    for (const [name, { repeatable, once, silence }] of phases) {
      const figures = [...figuresOf(repeatable), ...figuresOf(once), Math.round(silence)];
      lines.push(`| ${[backend, name, ...figures].join(' | ')} |`);
      const all = [...repeatable.failures, ...once.failures];
      if (all.length > 0)
        failures.push(
          `- ${backend}, ${name}: ${all.map(([what, count]) => `${count} × ${what}`).join(', ')}`,
        );
    }
  }
  if (failures.length > 0) lines.push('', 'What failed:', '', ...failures);
  lines.push(
    '',
    '| backend | streams | resumed | refused | events lost | twice | creations acknowledged | missing | twice | own writes looked for in the other process | not found | without X-Sequence |',
    '|---|---|---|---|---|---|---|---|---|---|---|---|',
  );
  for (const [backend, { streams, creations, unread }] of observed) {
    const sum = (of: (stream: StreamClient) => number): number =>
      streams.reduce((total, stream) => total + of(stream), 0);
    const figures = [
      streams.length,
      sum(({ resumed }) => resumed),
      sum(({ refused }) => refused),
      sum(({ lost }) => lost),
      sum(({ repeated }) => repeated),
      ...Object.values(creations),
      OWN_WRITES,
      unread.withSequence,
      unread.without,
    ];
    lines.push(`| ${[backend, ...figures].join(' | ')} |`);
  }
  return lines;
}
