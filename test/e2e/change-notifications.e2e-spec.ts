import { describe, expect, it } from 'vitest';
import { ChangeNotifications } from '#app/change-notifications/change-notifications.js';
import { PostgresChannel } from '#app/change-notifications/postgres-channel.js';
import { eventually } from '../support/eventually.ts';
import { createTestApp } from '../support/test-app.ts';
import { changeNotificationsSuite } from './change-notifications.suite.ts';
import { readPage } from './cache.suite.ts';

const testApp = await createTestApp();
const { api, app, superuser } = testApp;

const connections = `FROM pg_stat_activity
  WHERE datname = current_database() AND application_name = 'taskflow-change-notifications'`;

describe('change notifications over PostgreSQL', () => {
  changeNotificationsSuite(testApp, PostgresChannel, async () => {
    await superuser.query(`SELECT pg_terminate_backend(pid) ${connections}`);
  });

  it('takes one connection a process', async () => {
    const { rows } = await eventually(async () => {
      const found = await superuser.query(`SELECT pid ${connections}`);
      return found.rows.length === 2 && found;
    });
    expect(rows).toHaveLength(2);
  });

  it('shows what another process changed in the next read', async () => {
    const owner = await api.newOwner();
    const id = owner.session?.organization.id as string;
    await readPage(owner);
    expect((await readPage(owner)).cache).toBe('HIT');
    // As another process publishes it: the number is all that it says.
    await superuser.query(`SELECT pg_notify('taskflow_changes', $1)`, [`other ${id}:7`]);
    await eventually(async () => (await readPage(owner)).cache === 'MISS');
  });

  it('ignores what is no notification', async () => {
    const heard: unknown[] = [];
    app.get(ChangeNotifications).onMessage((...received) => heard.push(received));
    const { rows } = await superuser.query(`SELECT gen_random_uuid() AS id`);
    for (const message of ['', 'x'.repeat(7000), `other ${rows[0].id}:1; DROP`, `other ${rows[0].id}:5`])
      await superuser.query(`SELECT pg_notify('taskflow_changes', $1)`, [message]);
    await eventually(() => heard.length > 0);
    expect(heard).toEqual([[rows[0].id, 5, false]]);
  });
});
