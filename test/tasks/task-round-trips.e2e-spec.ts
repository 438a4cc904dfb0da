import pg from 'pg';
import { afterEach, expect, it, vi } from 'vitest';
import { createTestApp } from '../support/test-app.ts';

const { api } = await createTestApp({ jobs: 'off' });
const { owner, member } = await api.newOrganization();

afterEach(() => vi.restoreAllMocks());

const KINDS: [pattern: RegExp, kind: string][] = [
  [/^BEGIN/, 'begin'],
  [/^COMMIT/, 'commit'],
  [/^WITH change/, 'change'],
  [/FROM sequencer FOR UPDATE/, 'lock'],
  [/^SELECT sequence FROM sequencer/, 'generation'],
  [/matching/, 'page'],
  [/FROM members/, 'member'],
  [/INTO deleted_tasks/, 'trash'],
  [/^SELECT task\.\*, .* FROM tasks WHERE/s, 'task'],
  [/blocked_by @> ARRAY/, 'blocked'],
];

const kindOf = (text: string): string => KINDS.find(([pattern]) => pattern.test(text.trim()))?.[1] ?? text;

/**
 * What a request sends to the database in the transactions that it is about, and how often it waits for answers before
 * it sends more.
 */
async function sentBy(request: () => PromiseLike<unknown>): Promise<string> {
  const pending = new Map<unknown, number>();
  const open = new Map<unknown, string[]>();
  const transactions: string[][] = [];
  const query = Reflect.get(pg.Client.prototype, 'query') as (...all: unknown[]) => Promise<unknown>;
  vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...args: unknown[]) {
    const [first] = args;
    const text = typeof first === 'string' ? first : (first as { text: string }).text;
    const waiting = pending.get(this) ?? 0;
    if (/^BEGIN.*search_path/s.test(text)) {
      const begun: string[] = [];
      open.set(this, begun);
      transactions.push(begun);
    }
    open.get(this)?.push(`${waiting === 0 ? '| ' : ''}${kindOf(text)}`);
    if (text.startsWith('COMMIT')) open.delete(this);
    pending.set(this, waiting + 1);
    const answer = query.apply(this, args);
    const answered = (): unknown => pending.set(this, (pending.get(this) ?? 1) - 1);
    answer.then(answered, answered);
    return answer as never;
  });
  await request();
  vi.restoreAllMocks();
  // What runs beside requests has other statements.
  const known = transactions.filter((sent) =>
    sent.every((kind) => KINDS.some(([, one]) => kind.endsWith(one))),
  );
  return known.map((sent) => sent.join(' ')).join(' ');
}

const create = (fields: object = {}) => owner.post('/tasks', { title: 'Counted', ...fields }).expect(201);

it('creates a task in one round trip', async () => {
  expect(await sentBy(() => create())).toBe('| begin change commit');
});

it('creates a task that refers to a member in three', async () => {
  expect(await sentBy(() => create({ assigneeId: member.userId }))).toBe(
    '| begin lock | member | change commit',
  );
});

it('changes a task in three', async () => {
  const { body } = await create();
  expect(await sentBy(() => owner.patch(`/tasks/${body.id}`, { title: 'Changed' }).expect(200))).toBe(
    '| begin lock task | change | commit',
  );
});

it('deletes a task in four', async () => {
  const { body } = await create();
  expect(await sentBy(() => owner.delete(`/tasks/${body.id}`).expect(204))).toBe(
    '| begin lock task | blocked | trash change | commit',
  );
});

it('reads a task, and a page of a list, in one', async () => {
  const { body } = await create();
  expect(await sentBy(() => owner.get(`/tasks/${body.id}`).expect(200))).toBe('| begin task commit');
  expect(await sentBy(() => owner.get('/tasks?limit=7').expect(200))).toBe('| begin page commit');
});
