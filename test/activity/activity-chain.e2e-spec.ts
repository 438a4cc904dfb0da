import { beforeEach, describe, expect, it } from 'vitest';
import type { TestOrganization } from '../support/api.ts';
import { runCommand } from '../support/run-command.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, superuser, config } = await createTestApp();

let acme: TestOrganization;
let schema: string;

const verify = async () => (await acme.owner.post('/activity/verify').expect(200)).body;
const tamper = (sql: string) => superuser.query(sql.replaceAll('$schema', schema));

beforeEach(async () => {
  acme = await api.newOrganization();
  ({ schema } = new TenantDatabase(superuser, acme.id));
});

/** Nine changes of all kinds: one at a time, several in a transaction, and many in one statement. */
async function changeThings(): Promise<void> {
  await acme.owner.post('/tasks', { title: 'Ünïcode "quoted" \\ line\nbreak' }).expect(201);
  await acme.admin.patch('/tasks/1').expect(200);
  await acme.member.post('/tasks/1/comments', { body: 'Done.' }).expect(201);
  const task = (title: string) => ({ op: 'create', task: { title } });
  await acme.owner.post('/tasks/bulk', { operations: [task('2'), task('3'), task('4')] }).expect(200);
  await acme.owner.delete('/tasks/2').expect(204);
  await acme.owner.post('/tasks/2/restore').expect(200);
}

describe('the chain of activity entries', () => {
  it('is whole before the first change and after changes of all kinds', async () => {
    expect(await verify()).toEqual({
      isWhole: true,
      entries: 0,
      sequence: 0,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      brokenAt: null,
    });
    await changeThings();
    expect(await verify()).toMatchObject({ isWhole: true, entries: 9, sequence: 9, brokenAt: null });
  });

  it('is whole when many write at once', async () => {
    const write = (n: number) =>
      n % 5 === 0
        ? acme.owner.post('/tasks/bulk', {
            operations: [1, 2, 3].map(() => ({ op: 'create', task: { title: 'Bulk' } })),
          })
        : acme.member.post('/tasks', { title: `Task ${n}` });
    await Promise.all(Array.from({ length: 40 }, (_, n) => write(n)));
    expect(await verify()).toMatchObject({ isWhole: true, entries: 56, sequence: 56 });
  });

  it('begins differently in each organization', async () => {
    const globex = await api.newOrganization();
    const other = (await globex.owner.post('/activity/verify').expect(200)).body;
    expect((await verify()).hash).not.toBe(other.hash);
  });

  it.each([
    ['an entry of another user', `UPDATE $schema.activity SET actor_id = NULL WHERE sequence = 4`, 4],
    ['another value', `UPDATE $schema.activity SET changes = '{}' WHERE sequence = 2`, 2],
    ['another time', `UPDATE $schema.activity SET at = at - interval '1 hour' WHERE sequence = 9`, 9],
    ['another request', `UPDATE $schema.activity SET request_id = 'x' WHERE sequence = 1`, 1],
    ['a missing entry', `DELETE FROM $schema.activity WHERE sequence = 5`, 6],
    ['a missing first entry', `DELETE FROM $schema.activity WHERE sequence = 1`, 2],
    ['missing last entries', `DELETE FROM $schema.activity WHERE sequence > 7`, 8],
    ['no entries at all', `DELETE FROM $schema.activity`, 1],
    [
      'two entries that have changed places',
      `UPDATE $schema.activity SET sequence = CASE sequence WHEN 3 THEN -4 ELSE -3 END WHERE sequence IN (3, 4);
       UPDATE $schema.activity SET sequence = -sequence WHERE sequence < 0`,
      3,
    ],
    ['an entry that was not made', `UPDATE $schema.sequencer SET sequence = 10`, 10],
  ])('shows %s', async (_what, sql, brokenAt) => {
    await changeThings();
    await tamper(sql);
    expect(await verify()).toMatchObject({ isWhole: false, brokenAt });
  });

  it('is verified on the command line, too', async () => {
    await changeThings();
    expect(await cli()).toMatchObject({ code: 0, output: expect.stringMatching(/ is whole: 9 entries/) });
    await tamper('DELETE FROM $schema.activity WHERE sequence = 5');
    expect(await cli()).toMatchObject({
      code: 1,
      output: expect.stringMatching(/ breaks at 6: 8 entries of 9/),
    });
  });

  const cli = () => runCommand(config, 'verify-activity', '--slug', acme.slug);
});
