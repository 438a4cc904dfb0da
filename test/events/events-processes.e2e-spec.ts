import { afterAll, beforeAll, expect, it } from 'vitest';
import { ApiClient } from '../support/api.ts';
import { eventually, WITHIN_A_SECOND } from '../support/eventually.ts';
import { TestEventSource, TestSocket } from '../support/events.ts';
import { ServerProcess } from '../support/server-process.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, config, superuser } = await createTestApp();
let other: ServerProcess;
let url: string;

async function startOther(): Promise<void> {
  other = new ServerProcess({
    DATA_DIR: config.dataDir,
    PORT: '0',
    JWT_SECRET: config.jwtSecrets.join(),
    DATABASE_URL: config.database.runtime,
  });
  url = await other.url();
}

beforeAll(startOther);
afterAll(() => other.end('SIGKILL'));

/** The same user, at the other process. */
const elsewhere = (client: ApiClient): ApiClient =>
  Object.assign(Object.create(client) as ApiClient, { baseUrl: url });
const create = (client: ApiClient) => client.post('/tasks', { title: 'Task' }).expect(201);

it('brings what one process changes to the streams of another, each event once', async () => {
  const owner = await api.newOwner();
  const streams = [
    await TestSocket.connect(owner),
    await TestSocket.connect(elsewhere(owner)),
    await TestEventSource.connect(elsewhere(owner)),
  ];
  for (const client of [owner, elsewhere(owner), owner, elsewhere(owner)]) await create(client);
  for (const stream of streams) {
    await stream.until(4);
    expect(stream.sequences).toEqual([1, 2, 3, 4]);
    stream.close();
  }
});

it('goes on without a gap when notifications were lost with their connection', async () => {
  const owner = await api.newOwner();
  const stream = await TestSocket.connect(owner);
  await superuser.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = 'taskflow-change-notifications'`,
  );
  for (let task = 0; task < 3; task++) await create(elsewhere(owner));
  await stream.until(3);
  expect(stream.sequences).toEqual([1, 2, 3]);
  stream.close();
});

it('redeems at one process the ticket of another, and ends what another revokes', async () => {
  const owner = await api.newOwner();
  const { ticket } = (await owner.post('/auth/ws-ticket').expect(201)).body;
  const streams = [
    await TestSocket.open(url, `?ticket=${ticket}`),
    await TestSocket.connect(elsewhere(owner)),
  ];
  await owner.post('/auth/logout').expect(204);
  for (const stream of streams) {
    await eventually(() => stream.end, WITHIN_A_SECOND);
    expect(stream.end?.code).toBe(4003);
  }
});

it('tells the streams that it stops, and stops soon', async () => {
  const owner = await api.newOwner();
  const [socket, source] = [
    await TestSocket.connect(elsewhere(owner)),
    await TestEventSource.connect(elsewhere(owner)),
  ];
  const began = Date.now();
  expect(await other.end('SIGTERM')).toBe(0);
  // What doesn't finish by itself is cut off after 25 s.
  expect(Date.now() - began).toBeLessThan(15_000);
  expect(socket.end).toMatchObject({ code: 1001, reason: expect.stringContaining('server-stopping') });
  expect(source.received.at(-1)).toMatchObject({ type: 'error', code: 'server-stopping' });
  await startOther();
});

it('goes on after kill -9 where the client was', async () => {
  const owner = await api.newOwner();
  const stream = await TestSocket.connect(elsewhere(owner));
  await create(elsewhere(owner));
  await stream.until(1);
  await other.end('SIGKILL');
  await create(owner);
  await eventually(() => stream.end);
  const again = await TestSocket.connect(owner, `?after=${stream.position}`);
  await create(owner);
  await again.until(2);
  expect(again.sequences).toEqual([2, 3]);
  again.close();
});
