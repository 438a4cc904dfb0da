import { describe, expect, it } from 'vitest';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, superuser } = await createTestApp();

/** Changes a title as another process does whose notification has not come yet. */
async function changeElsewhere(schema: string, title: string): Promise<number> {
  await superuser.query(`UPDATE ${schema}.tasks SET title = $1`, [title]);
  const { rows } = await superuser.query<{ sequence: string }>(
    `UPDATE ${schema}.sequencer SET sequence = sequence + 1 RETURNING sequence`,
  );
  return Number(rows[0]?.sequence);
}

async function withCachedPage() {
  const acme = await api.newOrganization();
  await acme.owner.post('/tasks', { title: 'Before' }).expect(201);
  const read = async (sequence?: string) => {
    const headers: Record<string, string> = sequence === undefined ? {} : { 'x-sequence': sequence };
    const answer = await acme.owner.get('/tasks', headers).expect(200);
    return [answer.headers.get('x-cache'), answer.body.data[0].title];
  };
  await read();
  expect(await read()).toEqual(['HIT', 'Before']);
  return { read, schema: new TenantDatabase(superuser, acme.id).schema };
}

describe('X-Sequence in a request', () => {
  it('asks for a page that is no older than a change of another process', async () => {
    const { read, schema } = await withCachedPage();
    const sequence = await changeElsewhere(schema, 'After');
    expect(await read()).toEqual(['HIT', 'Before']);
    expect(await read(String(sequence))).toEqual(['MISS', 'After']);
    // What was found out holds for all.
    expect(await read()).toEqual(['HIT', 'After']);
  });

  it.each(['0', '1', '999999999999999', '-1', '1e3', 'x', '', '9'.repeat(400)])(
    'of %s, which names no change to come, changes no page',
    async (sequence) => {
      const { read, schema } = await withCachedPage();
      expect(await read(sequence)).toEqual(['HIT', 'Before']);
      await changeElsewhere(schema, 'After');
      expect(await read()).toEqual(['HIT', 'Before']);
    },
  );
});

describe('X-Sequence in an answer', () => {
  it('is the number of the last change that the request made', async () => {
    const { owner, id } = await api.newOrganization();
    const database = new TenantDatabase(superuser, id);
    const last = async () => String((await database.activity()).at(-1)?.sequence);
    const created = await owner.post('/tasks', { title: 'One' }).expect(201);
    expect(created.headers.get('x-sequence')).toBe(await last());
    const operations = ['Two', 'Three'].map((title) => ({ op: 'create', task: { title } }));
    const bulk = await owner.post('/tasks/bulk', { operations }).expect(200);
    expect(bulk.headers.get('x-sequence')).toBe(await last());
    const deleted = await owner.delete('/tasks/1').expect(204);
    expect(deleted.headers.get('x-sequence')).toBe(await last());
  });

  it('is left out where nothing was changed', async () => {
    const { owner, viewer } = await api.newOrganization();
    await owner.post('/tasks', { title: 'One' }).expect(201);
    const answers = [
      await owner.get('/tasks').expect(200),
      await owner.patch('/tasks/1', { title: 'One' }).expect(200),
      await owner.post('/tasks', { title: '' }).expect(400),
      await viewer.post('/tasks', { title: 'Mine' }).expect(403),
    ];
    expect(answers.map(({ headers }) => headers.get('x-sequence'))).toEqual([null, null, null, null]);
  });
});
