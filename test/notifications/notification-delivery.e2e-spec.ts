import { afterAll, describe, expect, it } from 'vitest';
import type { ApiClient } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { MailServer } from '../support/mail.ts';
import { notifiedOf } from '../support/notifications.ts';
import { ServerProcess } from '../support/server-process.ts';
import { emailOf } from '../support/sessions.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';

const server = await MailServer.start();
// No worker here: processes of their own do the work, and can be killed.
const { api, config, superuser } = await createTestApp({ jobs: 'off', notificationDelay: 0 });

const workers: ServerProcess[] = [];
afterAll(() => Promise.all(workers.map((worker) => worker.end('SIGKILL'))));

function startWorker(): ServerProcess {
  const environment = {
    DATABASE_URL: config.database.runtime,
    JWT_SECRET: config.jwtSecrets.join(),
    DATA_DIR: config.dataDir,
    SMTP_URL: server.smtp.url,
    MAIL_FROM: server.smtp.from,
    NOTIFICATION_DELAY_SECONDS: '0',
  };
  const worker = new ServerProcess(environment, 'worker.js');
  workers.push(worker);
  return worker;
}
const assignments = (client: ApiClient) =>
  server.to(emailOf(client)).filter(({ subject }) => subject.startsWith('Assigned'));
const assign = ({ owner, member }: { owner: ApiClient; member: ApiClient }) =>
  owner.post('/tasks', { title: 'Task', assigneeId: member.userId }).expect(201);

describe('a worker that is killed', () => {
  it('between storing a notification and writing its mail leaves it to the next one, who mails it once', async () => {
    const acme = await api.newOrganization();
    const lock = await superuser.connect();
    // No mail can be written, whatever is stored.
    await lock.query('BEGIN; LOCK TABLE mails IN SHARE MODE');
    const worker = startWorker();
    await assign(acme);
    await eventually(async () => (await notifiedOf(acme.member)).length === 1);
    await worker.end('SIGKILL');
    await lock.query('ROLLBACK');
    lock.release();
    const { schema } = new TenantDatabase(superuser, acme.id);
    const { rows } = await superuser.query(`SELECT mail_at, mailed_at FROM ${schema}.notifications`);
    expect(rows).toEqual([{ mail_at: expect.any(Date), mailed_at: null }]);
    const next = startWorker();
    await eventually(() => assignments(acme.member).length === 1);
    await next.end('SIGTERM');
    expect(await notifiedOf(acme.member)).toEqual(['task-assigned #1']);
    expect(assignments(acme.member)).toHaveLength(1);
  }, 240_000);

  it('while the mail server has the mail leaves it alone: it is not sent a second time', async () => {
    const acme = await api.newOrganization();
    const email = emailOf(acme.member);
    const release = server.hold(email);
    const worker = startWorker();
    await assign(acme);
    await eventually(() => assignments(acme.member).length === 1);
    await worker.end('SIGKILL');
    release();
    // As long as the lease of a mail lasts.
    await superuser.query('UPDATE mails SET next_attempt_at = now()');
    const next = startWorker();
    await assign({ owner: acme.owner, member: acme.viewer });
    await eventually(() => assignments(acme.viewer).length === 1);
    await next.end('SIGTERM');
    expect(assignments(acme.member)).toHaveLength(1);
  }, 240_000);
});
