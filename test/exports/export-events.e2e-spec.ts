import { expect, it } from 'vitest';
import { ExportEvents } from '#app/modules/exports/export-events.js';
import type { ApiClient } from '../support/api.ts';
import { EventStream } from '../support/event-stream.ts';
import { eventually, WITHIN_A_SECOND } from '../support/eventually.ts';
import { exportOf, requestExport } from '../support/export-runs.ts';
import { newOperator } from '../support/operator.ts';
import { organizationOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';

// No worker: an export changes only as the test wants it to, and its stream stays open until then.
const testApp = await createTestApp({ jobs: 'off' });
const { api, app } = testApp;

it('sends the export at once, each change of it, and ends with it', async () => {
  const owner = await api.newOwner();
  const [first, second] = [await requestExport(owner), await requestExport(owner)];
  const stream = await EventStream.open(owner, second);
  expect(stream.status).toBe(200);
  expect(stream.contentType).toBe('text/event-stream; charset=utf-8');
  await eventually(() => stream.events.length === 1);
  expect(stream.events[0]).toEqual(await exportOf(owner, second));
  await owner.post(`/exports/${first}/cancel`).expect(200);
  await eventually(() => stream.events.length === 2);
  await owner.post(`/exports/${second}/cancel`).expect(200);
  await stream.end(0);
  expect(stream.events.map(({ status, position }) => [status, position])).toEqual([
    ['QUEUED', 1],
    ['QUEUED', 0],
    ['CANCELLED', null],
  ]);
  // A later client gets the last event.
  const late = await EventStream.open(owner, second);
  await late.end(0);
  expect(late.events).toEqual([stream.events[2]]);
});

it('ends when the export is deleted', async () => {
  const owner = await api.newOwner();
  const id = await requestExport(owner);
  const stream = await EventStream.open(owner, id);
  await owner.delete(`/exports/${id}`).expect(204);
  await stream.end(0);
  expect(stream.events).toHaveLength(1);
});

it('is refused to other organizations and roles', async () => {
  const [acme, globex] = [await api.newOrganization(), await api.newOwner()];
  const id = await requestExport(acme.owner);
  for (const [client, status] of [
    [acme.member, 403],
    [acme.viewer, 403],
    [globex, 404],
    [api, 401],
  ] as const)
    await client.get(`/exports/${id}/events`).expect(status);
});

it('ends within a second of a revocation', async () => {
  const operator = await newOperator(testApp);
  const acme = await api.newOrganization();
  const id = await requestExport(acme.owner);
  const { body: token } = await acme.owner
    .post('/auth/tokens', { name: 'ChangeConsumer', permissions: ['export:manage', 'task:read'] })
    .expect(201);
  const subscribe = async (client: ApiClient, token?: string): Promise<EventStream> => {
    const stream = await EventStream.open(client, id, token);
    await eventually(() => stream.events.length === 1);
    return stream;
  };
  const another = await api.login(acme.owner.session?.user.email as string, 'correct-horse-battery');
  const endings: [EventStream, () => PromiseLike<unknown>][] = [
    [await subscribe(another), () => another.post('/auth/logout').expect(204)],
    [
      await subscribe(acme.owner, token.token),
      () => acme.owner.delete(`/auth/tokens/${token.id}`).expect(204),
    ],
    [
      await subscribe(acme.admin),
      () =>
        acme.owner
          .patch(`/organizations/current/members/${acme.admin.userId}`, { role: 'MEMBER' })
          .expect(200),
    ],
    [
      await subscribe(acme.owner),
      () => operator.post(`/admin/organizations/${organizationOf(acme.owner)}/suspend`).expect(200),
    ],
  ];
  for (const [stream, end] of endings) {
    expect(stream.isOpen).toBe(true);
    await end();
    expect(await stream.end(Date.now())).toBeLessThan(WITHIN_A_SECOND);
  }
});

it('has a limit, which counts open streams only', async () => {
  const [acme, globex] = [await api.newOwner(), await api.newOwner()];
  const id = await requestExport(acme);
  const streams = await Promise.all(Array.from({ length: 20 }, () => EventStream.open(acme, id)));
  const { body, headers } = await acme.get(`/exports/${id}/events`).expect(429);
  expect(body.code).toBe('too-many-streams');
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  // A refused stream doesn't count.
  await acme.get(`/exports/${crypto.randomUUID()}/events`);
  const other = await EventStream.open(globex, await requestExport(globex));
  expect(other.status).toBe(200);
  streams[0]?.close();
  await eventually(async () => {
    const stream = await EventStream.open(acme, id);
    streams.push(stream);
    return stream.status === 200;
  });
  for (const stream of [...streams, other]) stream.close();
});

it('sends heartbeats when nothing happens', async () => {
  const events = app.get(ExportEvents, { strict: false });
  const { heartbeatInterval } = events;
  Object.assign(events, { heartbeatInterval: 0 });
  const owner = await api.newOwner();
  const stream = await EventStream.open(owner, await requestExport(owner));
  await eventually(() => stream.comments > 1);
  expect(stream.events).toHaveLength(1);
  stream.close();
  Object.assign(events, { heartbeatInterval });
});
