import { describe, expect, it } from 'vitest';
import { newOperator } from '../support/operator.ts';
import { runCommand } from '../support/run-command.ts';
import { createTestApp } from '../support/test-app.ts';

const testApp = await createTestApp();
const { api, config, superuser } = testApp;
const operator = await newOperator(testApp);
const acme = await api.newOrganization('Acme');
await acme.owner.post('/tasks', { title: 'Secret plan', assigneeId: acme.member.userId }).expect(201);
await acme.owner.post('/tasks', { title: 'Other plan', dueAt: '2020-01-01T00:00:00.000Z' }).expect(201);
await acme.owner.patch('/tasks/1').expect(200);
const globex = await api.newOrganization('Globex');

interface Row {
  slug: string;
  figures: object | null;
}
const rowOf = async (slug: string, query = ''): Promise<Row | undefined> =>
  (await operator.get(`/admin/analytics?limit=50${query}`).expect(200)).body.data.find(
    (row: Row) => row.slug === slug,
  );

const FIGURES = {
  members: 4,
  tasks: 2,
  byStatus: { CREATED: 1, IN_PROGRESS: 0, COMPLETED: 1 },
  created: 2,
  completed: 1,
};

const cli = (...args: string[]) => runCommand(config, 'analytics', ...args);

describe('platform admins', () => {
  it('count what each organization has, and see nothing of it', async () => {
    const { headers, body } = await operator.get('/admin/analytics?limit=50').expect(200);
    expect(headers.get('x-cache')).toBeNull();
    expect(body).toMatchObject({ page: 1, limit: 50, total: 3, nextCursor: null });
    expect(body.data).toContainEqual({
      id: acme.id,
      name: 'Acme',
      slug: acme.slug,
      plan: 'ENTERPRISE',
      status: 'ACTIVE',
      figures: FIGURES,
    });
    expect((await rowOf(globex.slug))?.figures).toMatchObject({ members: 4, tasks: 0, created: 0 });
    const text = JSON.stringify(body);
    for (const secret of ['plan"', acme.member.userId, '@example.com', 'Secret'])
      expect(text.replaceAll('"plan":', '')).not.toContain(secret);
  });

  it('count what is old as old', async () => {
    const { owner, id, slug } = await api.newOrganization('Old');
    await owner.post('/tasks', { title: 'x' }).expect(201);
    const schema = `tenant_${id.replaceAll('-', '')}`;
    await superuser.query(`UPDATE ${schema}.tasks SET created_at = now() - interval '49 hours'`);
    expect((await rowOf(slug, '&days=2'))?.figures).toMatchObject({ tasks: 1, created: 0 });
    expect((await rowOf(slug, '&days=3'))?.figures).toMatchObject({ tasks: 1, created: 1 });
  });

  it('find closed organizations, too, and pass over what can not be read', async () => {
    const { id, slug } = await api.newOrganization('Closed');
    await operator.post(`/admin/organizations/${id}/suspend`).expect(200);
    expect((await rowOf(slug, '&status=SUSPENDED'))?.figures).toMatchObject({ members: 4 });
    expect(await rowOf(acme.slug, '&status=SUSPENDED')).toBeUndefined();
    await superuser.query(
      `UPDATE public.organizations SET status = 'PURGING', deleted_at = now(), purge_after = now() + interval '1 day' WHERE id = $1`,
      [id],
    );
    expect((await rowOf(slug))?.figures).toBeNull();
  });

  it('get 50 organizations at most', async () => {
    for (const query of ['limit=51', 'limit=0', 'page=0', 'days=0', 'days=367', 'status=OPEN'])
      await operator.get(`/admin/analytics?${query}`).expect(400);
  });
});

describe('the command', () => {
  it('prints the figures of an organization within 80 columns', async () => {
    const { code, output } = await cli('--slug', acme.slug, '--days', '7', '--time-zone', 'Europe/Zurich');
    expect(code).toBe(0);
    expect(output).toContain(`Acme (${acme.slug}, ENTERPRISE)`);
    expect(output).toContain('2 tasks: 1 open, 1 of them unassigned, 1 overdue, 0 due within 7 days');
    expect(output).toMatch(/^COMPLETED +1 +50$/m);
    expect(output).toMatch(/^tasks completed +1 +0 +-$/m);
    expect(output).toMatch(/^MEMBER +1 +0 +0 +1 +0$/m);
    expect(output.split('\n').filter((line) => /^\d{4}-\d\d-\d\d /.test(line))).toHaveLength(7);
    expect(output.split('\n').every((line) => [...line].length <= 80)).toBe(true);
  });

  it('prints JSON, and without a slug all organizations', async () => {
    const one = JSON.parse((await cli('--slug', acme.slug, '--json')).output);
    expect(one.statistics).toEqual((await acme.owner.get('/tasks/statistics').expect(200)).body);
    expect(one.trend.data).toHaveLength(30);
    const all: Row[] = JSON.parse((await cli('--json')).output);
    expect(all.find(({ slug }) => slug === acme.slug)?.figures).toEqual(FIGURES);
    const { output } = await cli();
    expect(output).toMatch(new RegExp(`^${acme.slug} +ENTERPRISE +4 +2 +1 +2 +1$`, 'm'));
  });

  it('says what is wrong with its options', async () => {
    const answers = await Promise.all([
      cli('--slug', 'unknown-slug'),
      cli('--days', '367'),
      cli('--days', '1e2'),
      cli('--time-zone', 'Mars/Olympus'),
    ]);
    expect(answers.map(({ code }) => code)).toEqual([1, 1, 1, 1]);
    expect(answers[0]?.log).toContain('There is no organization unknown-slug.');
    expect(answers[1]?.log).toContain('--days must be a whole number from 1 to 366');
    expect(answers[3]?.log).toContain('--time-zone must be an IANA time zone');
  });
});
