import { beforeAll, expect, it, vi } from 'vitest';
import { ChangeNotifications } from '#app/change-notifications/change-notifications.js';
import { PostgresChannel } from '#app/change-notifications/postgres-channel.js';
import { RedisChannel } from '#app/change-notifications/redis-channel.js';
import { describeBackends, useBackendApp } from '../support/backends.ts';
import { eventually } from '../support/eventually.ts';
import { readPage } from '../support/pages.ts';

const connections = `FROM pg_stat_activity
  WHERE datname = current_database() AND application_name = 'taskflow-change-notifications'`;

describeBackends('notifications of changes', (backend) => {
  const t = useBackendApp(backend);
  const received = vi.fn();
  const gap = vi.fn();

  beforeAll(() => {
    const channel = backend.usesRedis ? new RedisChannel(t.config) : new PostgresChannel(t.config);
    const other = new ChangeNotifications(channel);
    other.onMessage(received);
    other.onReconnect(gap);
    other.onModuleInit();
    return () => other.onApplicationShutdown();
  });

  async function interrupt(): Promise<void> {
    if (t.redis) {
      await t.redis.kill();
      await t.redis.start();
      // The queue comes back later, and can't close in between.
      await eventually(async () => (await t.api.get('/health/ready')).body.status === 'ok');
    } else await t.superuser.query(`SELECT pg_terminate_backend(pid) ${connections}`);
  }

  it('notifies of a change in other processes', async () => {
    await eventually(() => gap.mock.calls.length > 0);
    const owner = await t.api.newOwner();
    await owner.post('/tasks', { title: 'One' }).expect(201);
    const id = owner.session?.organization.id;
    await eventually(() =>
      received.mock.calls.some(([organization, number]) => organization === id && number === 1),
    );
  });

  it('publishes nothing of a change that is refused', async () => {
    const owner = await t.api.newOwner();
    await owner.patch('/tasks/1', { title: 'x' }).expect(404);
    await owner.post('/tasks', { title: 'One' }).expect(201);
    const id = owner.session?.organization.id;
    await eventually(() => received.mock.calls.some(([organization]) => organization === id));
    expect(received.mock.calls.filter(([organization]) => organization === id)).toEqual([[id, 1, false]]);
  });

  it('says that there was a gap when the connection was lost, and goes on', async () => {
    const gaps = gap.mock.calls.length;
    await interrupt();
    await eventually(() => gap.mock.calls.length > gaps);
    const owner = await t.api.newOwner();
    await eventually(async () => {
      await owner.post('/tasks', { title: 'Again' }).expect(201);
      return received.mock.calls.some(([organization]) => organization === owner.session?.organization.id);
    });
  });

  if (backend.usesRedis) return;

  it('takes one connection a process', async () => {
    const { rows } = await eventually(async () => {
      const found = await t.superuser.query(`SELECT pid ${connections}`);
      return found.rows.length === 2 && found;
    });
    expect(rows).toHaveLength(2);
  });

  it('shows what another process changed in the next read', async () => {
    const owner = await t.api.newOwner();
    const id = owner.session?.organization.id as string;
    await readPage(owner);
    expect((await readPage(owner)).cache).toBe('HIT');
    // As another process publishes it: the number is all that it says.
    await t.superuser.query(`SELECT pg_notify('taskflow_changes', $1)`, [`other ${id}:7`]);
    await eventually(async () => (await readPage(owner)).cache === 'MISS');
  });

  it('ignores what is no notification', async () => {
    const messages: unknown[] = [];
    t.app.get(ChangeNotifications).onMessage((...message) => messages.push(message));
    const { rows } = await t.superuser.query(`SELECT gen_random_uuid() AS id`);
    for (const message of ['', 'x'.repeat(7000), `other ${rows[0].id}:1; DROP`, `other ${rows[0].id}:5`])
      await t.superuser.query(`SELECT pg_notify('taskflow_changes', $1)`, [message]);
    await eventually(() => messages.length > 0);
    expect(messages).toEqual([[rows[0].id, 5, false]]);
  });
});
