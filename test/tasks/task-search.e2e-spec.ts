import { expect, it } from 'vitest';
import type { ApiClient } from '../support/api.ts';
import { createTestApp } from '../support/test-app.ts';

const { api } = await createTestApp();
const owner = await api.newOwner();
const TASKS: [title: string, description: string | null][] = [
  ['Write the release notes', 'For 2.0, from the merged pull requests.'],
  ['Buy paper', 'The printer ran out while the release notes were printed. Notes are important.'],
  ['Mail ada.lovelace@example.com', 'see https://example.org/engines/difference-engine?part=2'],
  ['Fix src/modules/tasks/task-sort.ts', '<b>bold</b> &amp; v1.2.3'],
  ["Übersetzung: l'été, 日本語のテスト", null],
  ['Straße σίσυφος Łódź Søren İstanbul A1', 'a nai\u0308ve text'],
  ['ประชุมวันนี้ 회의록을', null],
];
for (const [title, description] of TASKS) await owner.post('/tasks', { title, description }).expect(201);
await owner.patch('/tasks/7', { labels: ['Größe', 'to-do'] }).expect(200);
await owner.post('/tasks/1/comments', { body: 'Saint-Exupéry said so' }).expect(201);

async function find(q: string, sort = 'number', by: ApiClient = owner): Promise<number[]> {
  const { body } = await by.get(`/tasks?${new URLSearchParams({ q, sort }).toString()}`).expect(200);
  expect(body.total).toBe(body.data.length);
  return body.data.map(({ number }: { number: number }) => number);
}

it.each<[q: string, numbers: number[]]>([
  ['release', [1, 2]],
  ['RELEASE Notes', [1, 2]],
  ['notes write', [1]],
  ['rel', [1, 2]],
  ['rel notes', []],
  ['release not', [1, 2]],
  ['  paper  ', [2]],
  ['lovelace', [3]],
  ['ada.lovelace@example.com', [3]],
  ['ada.lovelace@exam', [3]],
  ['difference-eng', [3]],
  ['engines', [3]],
  ['task-sort', [4]],
  ['bold', [4]],
  ['v1.2', [4]],
  ['2.0', [1]],
  ['übersetzung', [5]],
  ['été', [5]],
  ['日本', [5]],
  ['本語', [5]],
  ['テスト', [5]],
  ['語', [5]],
  ['本の', []],
  ['ubersetzung ete', [5]],
  ['ÉTÉ', [5]],
  ['strasse', [6]],
  ['STRASSE', [6]],
  ['Straße', [6]],
  ['ΣΊΣΥΦΟΣ', [6]],
  ['σισυφος', [6]],
  ['lodz soren', [6]],
  ['istanbul', [6]],
  ['ａ１', [6]],
  ['ประชุม', [7]],
  ['วัน', [7]],
  ['의록', [7]],
  ['grosse', [7]],
  ['größ', [7]],
  ['to-do', [7]],
  ['naïve', [6]],
  ['Saint-Exupéry', [1]],
  ['exupery said', [1]],
  ['release exupery', []],
  ['nowhere', []],
  ["(printer':*", [2]],
  ['printer | ran !', [2]],
])('finds %s', async (q, numbers) => {
  expect(await find(q)).toEqual(numbers);
});

it.each([
  "'",
  '"',
  '\\',
  "'; DROP TABLE tasks; --",
  '&|!()<->:*',
  '!!',
  ':*',
  'zz:*b',
  'a & b',
  '$1',
  '%',
  '_',
  '🚀',
  '\u0001',
  '\u202e',
  '-',
  '\\\\:*',
  'x'.repeat(200),
  '日'.repeat(200),
  "'".repeat(200),
  '&'.repeat(200),
])('takes %j for text and finds nothing', async (q) => {
  expect(await find(q)).toEqual([]);
  expect(await find(q, 'relevance')).toEqual([]);
});

it.each(['', ' ', '\u0000', 'a\u0000b', 'x'.repeat(201), 'x'.repeat(1000)])('refuses %j', async (q) => {
  const { body } = await owner.get(`/tasks?${new URLSearchParams({ q }).toString()}`).expect(400);
  expect(body.errors[0].field).toBe('q');
});

it.each(['q=a&q=b', 'q[x]=a', 'q=%ff'])('answers ?%s without an error of its own', async (query) => {
  expect((await owner.get(`/tasks?${query}`)).status).toBeLessThan(500);
});

it('puts titles before descriptions by relevance, and the newest of equal ones first', async () => {
  expect(await find('release', 'relevance')).toEqual([1, 2]);
  const equal = await api.newOwner();
  for (const title of ['same', 'same', 'other']) await equal.post('/tasks', { title }).expect(201);
  expect(await find('same', 'relevance', equal)).toEqual([2, 1]);
});

it('sorts by relevance only what is searched for', async () => {
  const { body } = await owner.get('/tasks?sort=relevance').expect(400);
  expect(body.errors).toEqual([{ field: 'sort', message: expect.stringContaining('needs q') }]);
  await owner.get('/tasks?sort=-relevance&q=a').expect(400);
});

it('finds what a task says now, and shows nothing of the search', async () => {
  const busy = await api.newOwner();
  await busy.post('/tasks', { title: 'before' }).expect(201);
  await busy.patch('/tasks/1', { title: 'after', description: 'described' }).expect(200);
  expect([await find('before', 'number', busy), await find('described', 'relevance', busy)]).toEqual([
    [],
    [1],
  ]);
  const { data } = (await busy.get('/tasks?q=after&sort=relevance').expect(200)).body;
  expect(data).toEqual([(await busy.get('/tasks/1').expect(200)).body]);
});

it('walks by relevance past rows that come and go, neither skipping nor repeating', async () => {
  const busy = await api.newOwner();
  for (let n = 0; n < 12; n++) {
    await busy.post('/tasks', { title: `${'word '.repeat(1 + (n % 3))} ${n}` }).expect(201);
  }
  const walked: number[] = [];
  let cursor = '';
  let next = 3;
  do {
    const { body } = await busy.get(`/tasks?q=word&sort=relevance&limit=3${cursor}`).expect(200);
    walked.push(...body.data.map(({ number }: { number: number }) => number));
    await busy.delete(`/tasks/${next}`).expect(204);
    next += 3;
    await busy.post('/tasks', { title: 'word word word word' }).expect(201);
    cursor = body.nextCursor && `&cursor=${body.nextCursor}`;
  } while (cursor);
  expect(new Set(walked).size).toBe(walked.length);
  for (const number of [1, 2, 4, 5, 7, 8, 10, 11]) expect(walked).toContain(number);
});

it('finds what comments and labels say now, and nothing of another organization', async () => {
  const busy = await api.newOwner();
  await busy.post('/tasks', { title: 'x', labels: ['before'] }).expect(201);
  const { body } = await busy.post('/tasks/1/comments', { body: 'remarkable' }).expect(201);
  const results = () =>
    Promise.all(['before', 'after', 'remarkable', 'changed'].map((q) => find(q, 'number', busy)));
  expect(await results()).toEqual([[1], [], [1], []]);
  await busy.patch('/tasks/1', { labels: ['after'] }).expect(200);
  await busy.patch(`/comments/${body.id}`, { body: 'changed' }).expect(200);
  expect(await results()).toEqual([[], [1], [], [1]]);
  expect(await find('remarkable')).toEqual([]);
  await busy.delete(`/comments/${body.id}`).expect(204);
  expect(await results()).toEqual([[], [1], [], []]);
});

it('puts what only a comment says last by relevance, and walks over it', async () => {
  const busy = await api.newOwner();
  for (const title of ['x', 'word', 'x', 'x']) await busy.post('/tasks', { title }).expect(201);
  await busy.patch('/tasks/3', { description: 'word' }).expect(200);
  await busy.patch('/tasks/4', { labels: ['word'] }).expect(200);
  await busy.post('/tasks/1/comments', { body: 'word' }).expect(201);
  expect(await find('word', 'relevance', busy)).toEqual([2, 4, 3, 1]);
  const walked: number[] = [];
  for (let cursor = ''; cursor !== 'null';) {
    const page = (await busy.get(`/tasks?q=word&sort=relevance&limit=1${cursor && `&cursor=${cursor}`}`))
      .body;
    walked.push(...page.data.map(({ number }: { number: number }) => number));
    cursor = String(page.nextCursor);
  }
  expect(walked).toEqual([2, 4, 3, 1]);
});
