import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { EXPORT_COLUMNS } from '../../exports/export-columns.js';
import { csvLine } from '../files/csv-writer.js';
import { ImportFile } from '../import-file.js';
import { ImportPreview } from '../import-preview.js';
import { rowsOfJson } from './json-rows.js';
import { UnreadableFile } from './unreadable-file.js';

/** What a preview makes of a file of JSON. */
function previewOf(value: unknown) {
  const csv = rowsOfJson(JSON.stringify(value))
    .map((row) => csvLine(row))
    .join('');
  const file = new ImportFile(1_000_000, 'utf-8', 'json');
  return new ImportPreview().read(Readable.from([Buffer.from(csv)]), file, {}, 'UTC');
}

describe('our own exports as JSON', () => {
  const row = Object.fromEntries(EXPORT_COLUMNS.map((name) => [name, null]));
  const task = { ...row, title: "'=A", description: "''- x", labels: ["'=l"], status: 'CREATED' };

  it('come in as ours, with all columns there are, and texts without marks', async () => {
    const { source, tasks, leftOut } = await previewOf([task, { ...task, title: 'B' }]);
    expect(source).toBe('taskflow');
    expect(tasks).toMatchObject([
      { title: "'=A", description: "''- x", labels: ["'=l"] },
      { title: 'B', description: "''- x" },
    ]);
    expect(leftOut).toEqual(expect.arrayContaining(['parentId', 'recurrence', 'version']));
  });

  it.each([1, 2])('come in as lines of JSON, %s of them', (count) => {
    const lines = Array.from({ length: count }, () => `${JSON.stringify(task)}\n`).join('');
    expect(rowsOfJson(lines)).toEqual(rowsOfJson(JSON.stringify(Array.from({ length: count }, () => task))));
  });
});

describe('JSON of Todoist', () => {
  const REST = {
    id: '8',
    content: 'Buy milk',
    description: 'Oat',
    is_completed: false,
    labels: ['Food'],
    priority: 4,
    due: { date: '2030-01-31', string: 'Jan 31', is_recurring: false },
    project_id: '1',
    created_at: '2019-01-01T10:00:00.000000Z',
    url: 'https://todoist.com/showTask?id=8',
  };

  it('comes in as a list of tasks', async () => {
    const { source, tasks, refusals } = await previewOf([REST, { ...REST, id: '9', is_completed: true }]);
    expect([source, refusals]).toEqual(['todoist', []]);
    expect(tasks).toMatchObject([
      {
        title: 'Buy milk',
        description: 'Oat\n\nURL: https://todoist.com/showTask?id=8',
        status: 'CREATED',
        priority: 'URGENT',
        labels: ['Food'],
        dueAt: new Date('2030-01-31T23:59:59.999Z'),
        createdAt: new Date('2019-01-01T10:00:00Z'),
        sourceId: '8',
      },
      { status: 'COMPLETED' },
    ]);
  });

  it('comes in as all that was synchronised', async () => {
    const { source, tasks, refusals } = await previewOf({
      projects: [{ id: 'p', name: 'Home' }],
      sections: [{ id: 's', name: 'Kitchen' }],
      collaborators: [{ id: 'u', email: 'bea@example.org', full_name: 'Bea' }],
      items: [
        {
          id: 'a',
          content: 'Cook',
          checked: false,
          priority: 1,
          project_id: 'p',
          section_id: 's',
          responsible_uid: 'u',
          due: { date: '2030-01-31T10:00:00', is_recurring: true, string: 'every day' },
        },
        {
          id: 'b',
          content: 'Onions',
          checked: true,
          completed_at: '2019-02-01T10:00:00Z',
          added_at: '2019-01-01T10:00:00Z',
          priority: 2,
          project_id: 'p',
          parent_id: 'a',
        },
        { id: 'c', content: 'Gone', is_deleted: true, checked: false, priority: 1 },
      ],
      notes: [
        { id: 'n', item_id: 'a', content: 'With rice', posted_uid: 'u', posted_at: '2019-01-02T10:00:00Z' },
      ],
    });
    expect([source, refusals]).toEqual(['todoist', []]);
    expect(tasks).toMatchObject([
      {
        title: 'Cook',
        priority: 'NONE',
        project: 'Home',
        assignee: 'bea@example.org',
        dueAt: new Date('2030-01-31T10:00:00Z'),
        description: expect.stringContaining('REPEATS: every day') as never,
        comments: ['bea@example.org, 2019-01-02T10:00:00Z:\nWith rice'],
      },
      {
        title: 'Onions',
        status: 'COMPLETED',
        priority: 'MEDIUM',
        completedAt: new Date('2019-02-01T10:00:00Z'),
        description: expect.stringContaining('PARENT: Cook') as never,
      },
    ]);
    expect(tasks[0]?.description).toContain('Kitchen');
  });
});

describe('JSON of Google Tasks', () => {
  it('comes in with its lists', async () => {
    const { source, tasks, refusals } = await previewOf({
      kind: 'tasks#taskLists',
      items: [
        {
          kind: 'tasks#tasks',
          id: 'L1',
          title: 'Home',
          items: [
            {
              kind: 'tasks#task',
              id: 't1',
              title: 'Clean',
              notes: 'Upstairs',
              status: 'needsAction',
              due: '2030-01-31T00:00:00.000Z',
              updated: '2019-01-02T10:00:00.000Z',
              created: '2019-01-01T10:00:00.000Z',
            },
            {
              kind: 'tasks#task',
              id: 't2',
              title: 'Windows',
              parent: 't1',
              status: 'completed',
              completed: '2019-01-03T10:00:00.000Z',
            },
          ],
        },
      ],
    });
    expect([source, refusals]).toEqual(['google-tasks', []]);
    expect(tasks).toMatchObject([
      {
        title: 'Clean',
        description: 'Upstairs',
        project: 'Home',
        status: 'CREATED',
        dueAt: new Date('2030-01-31T23:59:59.999Z'),
        sourceId: 't1',
      },
      { title: 'Windows', status: 'COMPLETED', description: expect.stringContaining('Clean') as never },
    ]);
  });
});

describe('JSON of others', () => {
  it('is a list of objects, by the names of their fields', async () => {
    const issue = {
      number: 7,
      title: 'Crash',
      body: 'At start',
      state: 'CLOSED',
      labels: [{ id: 'x', name: 'bug' }, { name: 'v2' }],
      assignees: [{ login: 'bea' }],
      createdAt: '2019-01-01T10:00:00Z',
      closedAt: '2019-01-02T10:00:00Z',
    };
    for (const file of [[issue], { total: 1, issues: [issue] }])
      expect(await previewOf(file)).toMatchObject({
        refusals: [],
        tasks: [
          {
            title: 'Crash',
            description: 'At start',
            status: 'COMPLETED',
            labels: ['bug', 'v2'],
            assignee: 'bea',
            sourceId: expect.stringMatching(/^7\b/) as never,
            completedAt: new Date('2019-01-02T10:00:00Z'),
          },
        ],
      });
  });

  it('has lists within lists as they are, which takes no more room with each level', () => {
    let value: unknown = 'x';
    for (let depth = 0; depth < 40; depth++) value = [value];
    const [, row] = rowsOfJson(JSON.stringify([{ title: value }]));
    expect(JSON.stringify(row).length).toBeLessThan(300);
  });

  it('may have names of projects and of counts as Asana and GitHub answer them', async () => {
    const asana = {
      gid: '1',
      name: 'Plan',
      completed: true,
      projects: [{ name: 'Site' }, { name: 'Shop' }],
      due_on: '2019-02-01',
    };
    expect((await previewOf({ data: [asana] })).tasks).toMatchObject([
      {
        title: 'Plan',
        status: 'COMPLETED',
        project: 'Site',
        sourceId: expect.stringMatching(/^1\b/) as never,
      },
    ]);
    const github = { number: 7, title: 'Crash', state: 'open', comments: 3 };
    expect((await previewOf([github])).tasks).toMatchObject([{ comments: [], description: 'comments: 3' }]);
  });

  it.each(['{', '[]', '{}', '7', '[1, "a"]', '{"a":[{"b":1}],"c":[{"d":1}]}', '[['])(
    'is refused: %s',
    (text) => {
      expect(() => rowsOfJson(text)).toThrow(UnreadableFile);
    },
  );
});
