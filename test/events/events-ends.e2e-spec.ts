import { describe, expect, it } from 'vitest';
import { JwtService } from '@nestjs/jwt';
import { StreamRegistry } from '#app/modules/events/stream-registry.js';
import { StreamSlots } from '#app/modules/streams/stream-slots.js';
import { Tokens } from '#app/access/tokens.js';
import type { ApiClient } from '../support/api.ts';
import { eventually, WITHIN_A_SECOND } from '../support/eventually.ts';
import { refusedUpgrade, TestEventSource, TestSocket } from '../support/events.ts';
import { organizationOf } from '../support/sessions.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, app, superuser } = await createTestApp({ eventsMaxConnections: 3 });
const streams = app.get(StreamRegistry, { strict: false });
const slots = app.get(StreamSlots, { strict: false });
const openOf = (client: ApiClient) => (slots as any).taken.get(`organization:${organizationOf(client)}`);

async function expectEnd(
  streams: (TestSocket | TestEventSource)[],
  status: number,
  code: string,
): Promise<void> {
  for (const stream of streams) {
    if (stream instanceof TestSocket) {
      await eventually(() => stream.end, WITHIN_A_SECOND);
      expect(stream.end).toMatchObject({ code: status, reason: expect.stringContaining(code) });
    } else {
      await eventually(() => stream.hasEnded, WITHIN_A_SECOND);
      expect(stream.received.at(-1)).toMatchObject({ type: 'error', code });
    }
  }
}

describe('streams end', () => {
  const revocations: [string, (owner: ApiClient, member: ApiClient) => Promise<unknown>][] = [
    ['the session', (_owner, member) => member.post('/auth/logout').expect(204)],
    [
      'the membership',
      (owner, member) => owner.delete(`/organizations/current/members/${member.userId}`).expect(204),
    ],
    [
      'the role',
      (owner, member) =>
        owner.patch(`/organizations/current/members/${member.userId}`, { role: 'VIEWER' }).expect(200),
    ],
    // As another process does it, which this one has to find out.
    [
      'the account',
      (_owner, member) =>
        superuser.query(
          `INSERT INTO public.revocations (subject, revoked_at) VALUES ($1, now() + interval '1 second')`,
          [`user:${member.userId}`],
        ),
    ],
    [
      'the organization',
      (owner) =>
        superuser.query(
          `INSERT INTO public.revocations (subject, revoked_at) VALUES ($1, now() + interval '1 second')`,
          [`organization:${organizationOf(owner)}`],
        ),
    ],
  ];

  it.each(revocations)('with %s', async (_what, revoke) => {
    const owner = await api.newOwner();
    const member = await api.newMember(owner, 'MEMBER');
    const { ticket } = (await member.post('/auth/ws-ticket').expect(201)).body;
    const open = [
      await TestSocket.connect(member),
      await TestEventSource.connect(member),
      await TestSocket.open(api.baseUrl, `?ticket=${ticket}`),
    ];
    await revoke(owner, member);
    await expectEnd(open, 4003, 'token-revoked');
  });

  it('with the API token, while others stay', async () => {
    const owner = await api.newOwner();
    const script = { name: 'Script', permissions: ['event:read', 'task:read'] };
    const { token, id } = (await owner.post('/auth/tokens', script).expect(201)).body;
    const ofScript = await TestSocket.open(api.baseUrl, '', {
      headers: { authorization: `Bearer ${token}` },
    });
    const ofOwner = await TestSocket.connect(owner);
    await owner.delete(`/auth/tokens/${id}`).expect(204);
    await expectEnd([ofScript], 4003, 'token-revoked');
    await owner.post('/tasks', { title: 'Task' }).expect(201);
    await ofOwner.until(1);
    ofOwner.close();
  });

  it('with the access token', async () => {
    const owner = await api.newOwner();
    const { accessToken } = owner.session as { accessToken: string };
    const claims = JSON.parse(Buffer.from(accessToken.split('.')[1] as string, 'base64url').toString());
    const secret = app.get(Tokens, { strict: false }).accessKeyOf(accessToken);
    const brief = app
      .get(JwtService, { strict: false })
      .sign({ ...claims, exp: Math.floor(Date.now() / 1000) + 2 }, { secret });
    const open = [
      await TestSocket.open(api.baseUrl, '', { headers: { authorization: `Bearer ${brief}` } }),
      await TestEventSource.connect(owner, '', { authorization: `Bearer ${brief}` }),
    ];
    await expectEnd(open, 4001, 'token-expired');
  });

  it('when there are too many of an organization, for those who come later', async () => {
    const [acme, globex] = [await api.newOwner('Acme'), await api.newOwner('Globex')];
    const open = [
      await TestSocket.connect(acme),
      await TestEventSource.connect(acme),
      await TestSocket.connect(acme),
    ];
    const headers = { authorization: `Bearer ${acme.session?.accessToken}` };
    expect(await refusedUpgrade(api.baseUrl, '', headers)).toMatchObject({
      status: 429,
      body: { code: 'too-many-streams' },
      headers: { 'retry-after': '10' },
    });
    await acme.get('/events', { accept: 'text/event-stream' }).expect(429);
    (await TestSocket.connect(globex)).close();
    for (const stream of open) stream.close();
    // Places come free, however a stream ends; a refusal takes none.
    await eventually(async () => {
      (await TestEventSource.connect(acme)).close();
      return true;
    });
  });

  it('for a client that does not read, which may go on where it was', async () => {
    const owner = await api.newOwner();
    const { schema } = new TenantDatabase(superuser, organizationOf(owner));
    const limit = { ...streams.slowConsumerLimit };
    // Long enough for the one that reads, in a process that does all the work of both sides.
    Object.assign(streams.slowConsumerLimit, { bytes: 100_000, time: 3000 });
    try {
      const [lame, quick] = [await TestSocket.connect(owner), await TestSocket.connect(owner)];
      lame.socket.pause();
      await superuser.query(
        `WITH new AS (SELECT n, jsonb_build_object('title', jsonb_build_object('from', '', 'to', repeat('x', 200000))) AS changes
                      FROM generate_series(1, 100) n),
              entries AS (INSERT INTO ${schema}.activity (sequence, at, type, subject_id, hash, changes)
                          SELECT n, now(), 'task.updated', gen_random_uuid(), '', changes FROM new)
         UPDATE ${schema}.sequencer SET sequence = 100`,
      );
      await superuser.query(`SELECT pg_notify('taskflow_changes', $1)`, [
        `other ${organizationOf(owner)}:100`,
      ]);
      await quick.until(100);
      await eventually(() => openOf(owner) === 1);
      lame.socket.resume();
      await eventually(() => lame.end);
      expect(lame.sequences.length).toBeLessThan(100);
      const again = await TestSocket.connect(owner, `?after=${lame.position}`);
      await again.until(100 - lame.position);
      expect([...lame.sequences, ...again.sequences]).toEqual(quick.sequences);
      for (const stream of [quick, again]) stream.close();
    } finally {
      Object.assign(streams.slowConsumerLimit, limit);
    }
  });

  it('for a peer that is dead, while the others hear a heartbeat', async () => {
    const owner = await api.newOwner();
    const [dead, source] = [
      await TestSocket.connect(owner),
      await TestEventSource.connect(owner, '?type=x.*'),
    ];
    (dead.socket as any)._autoPong = false;
    dead.socket.pause();
    Object.assign(streams, { heartbeat: 300 });
    try {
      await owner.post('/tasks', { title: 'Task' }).expect(201);
      await eventually(() => source.comments > 1);
      // What was filtered out counts, too.
      expect(source.position).toBe(1);
      await eventually(() => openOf(owner) === 1, WITHIN_A_SECOND);
    } finally {
      Object.assign(streams, { heartbeat: 15_000 });
    }
    source.close();
    dead.close();
  });

  it('finds changes whose notification was lost', async () => {
    const owner = await api.newOwner();
    const { schema } = new TenantDatabase(superuser, organizationOf(owner));
    const stream = await TestSocket.connect(owner);
    await superuser.query(
      `WITH change AS (UPDATE ${schema}.sequencer SET sequence = 1)
       INSERT INTO ${schema}.activity (sequence, at, type, subject_id, hash)
       VALUES (1, now(), 'task.created', gen_random_uuid(), '')`,
    );
    Object.assign(streams, { heartbeat: 300 });
    try {
      await stream.until(1);
    } finally {
      Object.assign(streams, { heartbeat: 15_000 });
    }
    stream.close();
  });
});
