import { expect, it } from 'vitest';
import { EXPORT_COLUMNS } from '#app/modules/exports/export-columns.js';
import { exported } from '../support/exports.ts';
import { imported, tasksOf } from '../support/imports.ts';
import { createTestApp } from '../support/test-app.ts';

const { api } = await createTestApp();
const from = await api.newOwner();
await from.post('/projects', { name: '-Home' }).expect(201);
const { body: project } = await from.get('/projects').expect(200);
const { body: parent } = await from
  .post('/tasks', {
    title: '=Parent',
    description: '- one\n- two',
    labels: ['a,b', '+c', 'd"e'],
    dueAt: '2026-12-31',
    priority: 'HIGH',
    projectId: project.data[0].id,
  })
  .expect(201);
await from
  .post('/tasks', { title: 'Child', parentId: parent.id, dueAt: '2026-12-31T10:30:00.123Z' })
  .expect(201);
await from.post('/tasks', { title: 'Weekly', dueAt: '2027-01-31', recurrence: 'FREQ=WEEKLY' }).expect(201);
const { body: done } = await from.post('/tasks', { title: 'Done' }).expect(201);
await from.patch(`/tasks/${done.id}`).expect(200);

const ALL = { columns: EXPORT_COLUMNS };
const FIELDS = [
  'title',
  'description',
  'status',
  'priority',
  'labels',
  'dueAt',
  'createdAt',
  'completedAt',
] as const;
const told = (tasks: Record<string, unknown>[]): unknown[] =>
  tasks.map((task) => Object.fromEntries(FIELDS.map((field) => [field, task[field]])));

/** Every format, with the columns that it has by itself and with all of them. */
it.each([
  { format: 'CSV' },
  { format: 'CSV', ...ALL },
  { format: 'CSV', delimiter: ';', bom: true, timeZone: 'Asia/Kathmandu' },
  { format: 'JSON' },
  { format: 'JSON', timeZone: 'Asia/Kathmandu' },
  { format: 'NDJSON' },
  { format: 'XLSX' },
  { format: 'XLSX', ...ALL },
])('an export comes in elsewhere as it was: %j', async (options) => {
  const to = await api.newOwner();
  await to.post('/projects', { name: '-Home' }).expect(201);
  const { content } = await exported(from, options);
  const { source, accepted, refused, ignoredColumns } = await imported(to, new Uint8Array(content));
  expect({ source, accepted, refused }).toEqual({ source: 'taskflow', accepted: 4, refused: 0 });
  expect(ignoredColumns).toContain('updatedAt');
  const tasks = await tasksOf(to);
  expect(told(tasks)).toEqual(told(await tasksOf(from)));
  expect(tasks[0]?.['projectId']).toEqual(expect.any(String));
});
