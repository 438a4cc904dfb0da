import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { verifyArchive } from '#app/commands/archive/archive-reader.js';
import { BytesProgress } from '#app/commands/progress-bar.js';
import { tenantName } from '#app/tenancy/tenant-name.js';
import { archiveOfVersion, rewriteArchive } from '../support/archives.ts';
import { type ApiClient, PASSWORD, type TestOrganization } from '../support/api.ts';
import { download, exported } from '../support/exports.ts';
import { newMover } from '../support/lifecycle.ts';
import { runCommand } from '../support/run-command.ts';
import { emailOf } from '../support/sessions.ts';
import { createTestApp, createTestDatabase } from '../support/test-app.ts';
import { attach, filesOf as filesIn } from '../support/uploads.ts';
import { verifyEmail } from '../support/verified.ts';

const t = await createTestApp();
const { api, config, superuser } = t;
const { operator, move } = await newMover(t);

const OCTETS = new Uint8Array(Array.from({ length: 70_000 }, (_, index) => (index * 7) % 256));
let count = 0;
const newFile = (): string => join(config.dataDir, `archive-${++count}.tar`);

async function taskflow(...args: string[]): Promise<string> {
  const { code, output, log } = await runCommand(config, ...args);
  expect(`${code} ${log}`).toBe('0 ');
  return output;
}

const REMIND_AT = '2090-01-31T08:00:00.000Z';
/** When the first reminder of an organization is delivered. */
const nextReminder = async (client: ApiClient): Promise<string | undefined> => {
  const sql = 'SELECT next_reminder_at AS at FROM organizations WHERE id = $1';
  return (await superuser.query(sql, [client.session?.organization.id])).rows[0].at?.toISOString();
};

/** An organization with something of everything. */
async function newOffice(): Promise<TestOrganization> {
  const office = await api.newOrganization();
  const { owner, member } = office;
  const project = await owner.post('/projects', { name: 'Move' }).expect(201);
  const old = await owner.post('/projects', { name: 'Old' }).expect(201);
  await owner.patch(`/projects/${old.body.id}`, { archived: true }).expect(200);
  await owner.post('/tasks', {
    title: 'Tab\tback\\slash\nline "quote" 🚀',
    assigneeId: member.userId,
    projectId: project.body.id,
    labels: ['a,b', 'c{d}'],
  });
  await member.post('/tasks', { title: 'Second' }).expect(201);
  await owner.post('/tasks', { title: 'Third' }).expect(201);
  await owner.delete('/tasks/3').expect(204);
  const { id: parentId } = (await owner.get('/tasks/1').expect(200)).body;
  const series = { dueAt: '2031-05-05T08:00:00Z', recurrence: 'FREQ=WEEKLY' };
  await owner.patch('/tasks/2', { parentId, ...series }).expect(200);
  await owner.put('/tasks/1/blockers/2').expect(200);
  await member.post('/tasks/1/comments', { body: 'It is *done*' }).expect(201);
  await attach(owner, OCTETS, 'octets.bin');
  await exported(owner, { filter: { assigneeId: member.userId } });
  await owner.patch('/labels/c%7Bd%7D', { color: '#1f6feb' }).expect(200);
  await owner.post('/views', { name: 'Shared', isShared: true, filter: { assigneeId: member.userId } });
  await owner.put('/tasks/2/watchers/me').expect(200);
  await owner.post('/tasks/1/reminders', { remindAt: REMIND_AT }).expect(201);
  await owner.post('/webhooks', { url: 'https://hooks.example.com/x', events: ['*'] }).expect(201);
  return office;
}

const READ = [
  '/tasks?limit=100',
  '/tasks/1',
  '/tasks/1/comments',
  '/tasks/1/attachments',
  '/tasks/2/watchers',
  '/labels',
  '/views',
  '/reminders',
  '/projects?archived=all',
  '/activity?limit=100',
  '/tasks/trash',
  '/exports',
  '/organizations/current',
  '/organizations/current/members',
  '/organizations/current/usage',
  '/analytics/people',
];

const answers = (client: ApiClient): Promise<unknown[]> =>
  Promise.all(READ.map(async (path) => (await client.get(path).expect(200)).body));

async function filesOf(client: ApiClient): Promise<Buffer[]> {
  const { body } = await client.get('/tasks/1/attachments').expect(200);
  const paths = [
    `/attachments/${body.data[0].id}/download`,
    (await client.get('/exports')).body.data[0].fileUrl,
  ];
  return Promise.all(
    paths.map(async (path) => Buffer.from(await (await download(client, path)).arrayBuffer())),
  );
}

describe('an archived organization', () => {
  it('comes back after its purge as it was archived, whatever was done in between', async () => {
    const office = await newOffice();
    const { owner, slug } = office;
    await owner.patch('/organizations/current', { name: 'Renamed once' }).expect(200);
    const etag = (await owner.get('/organizations/current').expect(200)).headers.get('etag');
    const [before, files] = [await answers(owner), await filesOf(owner)];
    const file = newFile();
    expect(await taskflow('archive', '--slug', slug, '--to', file)).toContain('4 members');
    await owner.post('/tasks', { title: 'Of another time' }).expect(201);
    await owner.get('/tasks?limit=100').expect(200);
    await move('delete', office).expect(200);
    await move('purge', office).expect(200);

    await rewriteArchive(file, newFile(), (name, bytes) => {
      if (name.startsWith('tables/webhooks/'))
        expect(gunzipSync(bytes).toString()).toContain('\t\\\\x\t\\N\t');
      return bytes;
    });
    expect(await taskflow('unarchive', '--from', file)).toContain('1 webhooks have new secrets');
    const back = await api.login(emailOf(owner), PASSWORD);
    expect(await answers(back)).toEqual(before);
    expect((await back.get('/organizations/current').expect(200)).headers.get('etag')).toBe(etag);
    expect(await nextReminder(back)).toBe(REMIND_AT);
    expect(await filesOf(back)).toEqual(files);
    expect(files[0]).toEqual(Buffer.from(OCTETS));
    const [webhook] = (await back.get('/webhooks').expect(200)).body.data;
    expect(webhook).toMatchObject({ isEnabled: false, disabledReason: expect.stringContaining('archive') });

    // The number that follows was another change before the purge.
    await back.post('/tasks', { title: 'Of this time' }).expect(201);
    const titles = (await back.get('/tasks?limit=100').expect(200)).body.data.map(
      ({ title }: { title: string }) => title,
    );
    expect(titles).toContain('Of this time');
    expect(titles).not.toContain('Of another time');
    expect((await back.post('/activity/verify').expect(200)).body.brokenAt).toBeNull();
    const audit = (await operator.get(`/admin/audit?subjectId=${office.id}`).expect(200)).body.data;
    expect(audit.map(({ action }: { action: string }) => action)).toEqual(
      expect.arrayContaining(['organization.archived', 'organization.unarchived']),
    );
  });

  it('is read beside itself as a copy, which has a chain of its own and sends nothing', async () => {
    const { owner, slug, id } = await newOffice();
    const file = newFile();
    await taskflow('archive', '--slug', slug, '--to', file);
    const taken = await runCommand(config, 'unarchive', '--from', file);
    expect([taken.code, taken.log]).toEqual([1, expect.stringContaining('is taken')]);
    expect(await taskflow('unarchive', '--from', file, '--slug', `${slug}-copy`)).toContain(
      'a chain, of its own',
    );
    const copy = await api.login(emailOf(owner), PASSWORD, `${slug}-copy`);
    expect(copy.session?.organization.id).not.toBe(id);
    expect((await copy.post('/activity/verify').expect(200)).body.brokenAt).toBeNull();
    expect((await copy.get('/tasks/1').expect(200)).body).toEqual((await owner.get('/tasks/1')).body);
    expect(await filesOf(copy)).toEqual(await filesOf(owner));
    expect((await copy.get('/webhooks').expect(200)).body.data).toEqual([]);
    expect((await copy.get('/reminders').expect(200)).body.data).toEqual([]);
    expect([await nextReminder(copy), await nextReminder(owner)]).toEqual([undefined, REMIND_AT]);
    await copy.post('/tasks', { title: 'Only in the copy' }).expect(201);
    expect((await owner.post('/activity/verify').expect(200)).body.brokenAt).toBeNull();
    expect((await owner.get('/tasks')).body.total).toBe(2);
  });

  it('is refused where it is damaged, and nothing is made of it', async () => {
    const { slug } = await newOffice();
    const file = newFile();
    await taskflow('archive', '--slug', slug, '--to', file);
    const again = await runCommand(config, 'archive', '--slug', slug, '--to', file);
    expect([again.code, again.log]).toEqual([1, expect.stringContaining('is there already')]);
    const whole = readFileSync(file);
    const before = await taskflow('list-tenants');
    const damaged = newFile();
    const flipped = (at: number): Buffer => {
      const content = Buffer.from(whole);
      content[at] = (content[at] as number) ^ 1;
      return content;
    };
    const at = (text: string): number => whole.indexOf(text);
    for (const content of [
      whole.subarray(0, whole.length / 2),
      whole.subarray(0, at('SHA256SUMS')),
      flipped(600),
      flipped(at('"members"')),
      flipped(whole.lastIndexOf('  organization.json')),
      Buffer.from('no archive'),
    ]) {
      writeFileSync(damaged, content);
      await expect(verifyArchive(damaged, new BytesProgress(process.stdout))).rejects.toThrow(
        /is no whole archive|is damaged/,
      );
    }
    const { code, log } = await runCommand(config, 'unarchive', '--from', damaged, '--slug', 'never');
    expect([code, log]).toEqual([1, expect.stringContaining('is no whole archive')]);
    expect(await taskflow('list-tenants')).toBe(before);
  });

  it('is refused where its log was changed by a hand that knows of checksums', async () => {
    const office = await newOffice();
    const file = newFile();
    await taskflow('archive', '--slug', office.slug, '--to', file);
    const forged = await rewriteArchive(file, newFile(), (name, bytes) =>
      name.startsWith('tables/activity/')
        ? gzipSync(gunzipSync(bytes).toString().replace('task.created', 'task.deleted'))
        : bytes,
    );
    await move('delete', office).expect(200);
    await move('purge', office).expect(200);
    const { code, log } = await runCommand(config, 'unarchive', '--from', forged);
    expect([code, log]).toEqual([1, expect.stringContaining("The log isn't the archived one")]);
    expect(await filesIn(config.dataDir, office.id)).toEqual([]);
    const left = await superuser.query('SELECT to_regrole($1) AS role, to_regnamespace($1) AS schema', [
      tenantName(office.id),
    ]);
    expect(left.rows).toEqual([{ role: null, schema: null }]);
  });

  it('is brought to the newest schema when its version is older', async () => {
    const office = await newOffice();
    const file = newFile();
    await taskflow('archive', '--slug', office.slug, '--to', file);
    const older = await archiveOfVersion(1, superuser, file, newFile());
    await move('delete', office).expect(200);
    await move('purge', office).expect(200);
    await taskflow('unarchive', '--from', older);
    const back = await api.login(emailOf(office.owner), PASSWORD);
    expect((await back.get('/tasks')).body.total).toBe(2);
    await back.post('/tasks/import', 'title\nImported', { 'content-type': 'text/csv' }).expect(202);
    const { rows } = await superuser.query(`SELECT version FROM tenant_schemas WHERE organization_id = $1`, [
      office.id,
    ]);
    expect(rows[0].version).toBeGreaterThan(1);
  });
});

describe('members of an archive, in another deployment', () => {
  it('are found by their addresses, and new accounts are without a password', async () => {
    const { owner, member, viewer, slug, id } = await newOffice();
    const file = newFile();
    await taskflow('archive', '--slug', slug, '--to', file);
    const other = await createTestDatabase();
    const there = '01a00000-0000-7000-8000-000000000001';
    await other.superuser.query(
      `INSERT INTO public.users (id, email, username, name, password_hash) VALUES ($1, upper($2), 'taken', 'There', 'x')`,
      [there, emailOf(member)],
    );
    const unarchive = (...args: string[]) => runCommand(other.config, 'unarchive', '--from', file, ...args);
    const doubtful = await unarchive();
    expect([doubtful.code, doubtful.log]).toEqual([1, expect.stringContaining('nothing has verified')]);
    const nothing = await other.superuser.query('SELECT FROM public.organizations');
    expect(nothing.rowCount).toBe(0);

    try {
      const { code, output } = await unarchive('--trust-addresses');
      expect([code, output]).toEqual([0, expect.stringContaining('1 members have other ids here')]);
      const schema = tenantName(id);
      const { rows: tasks } = await other.superuser.query(
        `SELECT assignee_id, creator_id FROM ${schema}.tasks ORDER BY number`,
      );
      expect(tasks).toEqual([
        { assignee_id: there, creator_id: owner.userId },
        { assignee_id: null, creator_id: there },
      ]);
      const { rows: exports } = await other.superuser.query(`SELECT filter FROM ${schema}.exports`);
      expect(JSON.stringify(exports)).toContain(there);
      expect(JSON.stringify(exports)).not.toContain(member.userId);
      const { rows: members } = await other.superuser.query(
        `SELECT id, role, email_verified_at AS verified FROM ${schema}.members JOIN public.users USING (id) ORDER BY role`,
      );
      expect(members).toContainEqual({ id: viewer.userId, role: 'VIEWER', verified: null });
      expect(members).toContainEqual({ id: there, role: 'MEMBER', verified: null });
      expect((await runCommand(other.config, 'verify-activity', '--slug', slug)).output).toContain(
        'is whole',
      );
    } finally {
      await other.superuser.query(`DROP SCHEMA IF EXISTS ${tenantName(id)} CASCADE`);
    }
  });

  it('have the accounts that have their ids, whatever the addresses are now', async () => {
    const office = await newOffice();
    const file = newFile();
    await taskflow('archive', '--slug', office.slug, '--to', file);
    await superuser.query(`UPDATE users SET email = 'new-' || email WHERE id = $1`, [office.member.userId]);
    await verifyEmail(superuser, office.member);
    await move('delete', office).expect(200);
    await move('purge', office).expect(200);
    expect(await taskflow('unarchive', '--from', file)).not.toContain('New accounts');
    const back = await api.login(`new-${emailOf(office.member)}`, PASSWORD);
    expect((await back.get('/tasks/mine').expect(200)).body.total).toBe(1);
  });
});
