/** What each program does, and what it found out. */
export interface Outcome {
  /** Of the task that was made, as the list shows it. */
  title: string;
  total: number | undefined;
  version: number;
  /** The problem of a write with an ETag that is old. */
  conflict: { code: string; currentVersion: number };
  /** The file of the export. */
  csv: string;
  /** The file that was attached. */
  attached: { name: string; size: number };
}

export interface Account {
  baseUrl: string;
  email: string;
  password: string;
}

/** What follows `const` in each of them keeps the types that the generator made: a cast would hide that they are wrong. */
const TYPES = `
interface Outcome { title: string; total: number | undefined; version: number; conflict: { code: string; currentVersion: number }; csv: string;
  attached: { name: string; size: number } }
interface Account { baseUrl: string; email: string; password: string }
const pause = () => new Promise((resolve) => setTimeout(resolve, 50));
function present<T>(value: T | undefined | null): T {
  if (value === undefined || value === null) throw new Error('There is none');
  return value;
}
`;

export const OPENAPI_TYPESCRIPT = `
import createClient from 'openapi-fetch';
import type { components, operations, paths } from './schema.js';
${TYPES}
type Schemas = components['schemas'];
type Answer<Name extends keyof operations, Status extends keyof operations[Name]['responses']> =
  operations[Name]['responses'][Status] extends { content: { 'application/json': infer Body } } ? Body : never;
type Problem<Name extends keyof operations, Status extends keyof operations[Name]['responses']> =
  operations[Name]['responses'][Status] extends { content: { 'application/problem+json': infer Body } } ? Body : never;

export async function run({ baseUrl, email, password }: Account): Promise<Outcome> {
  const api = createClient<paths>({ baseUrl });
  const session = present((await api.POST('/auth/login', { body: { email, password } })).data);
  api.use({
    onRequest({ request }) {
      request.headers.set('Authorization', \`Bearer \${session.accessToken}\`);
      return request;
    },
  });

  const created = await api.POST('/tasks', { body: { title: 'Order brass', priority: 'HIGH', labels: ['metal'] } });
  const task = present(created.data);
  const etag = present(created.response.headers.get('ETag'));
  const path = { id: String(task.number) };
  const page = present((await api.GET('/tasks', { params: { query: { label: ['metal'], limit: 5 } } })).data);
  const update = () => api.PATCH('/tasks/{id}', { params: { path, header: { 'If-Match': etag } }, body: { status: 'IN_PROGRESS' } });
  const updated = present((await update()).data);
  const problem = present((await update()).error);
  if (problem.code !== 'version-conflict') throw new Error(problem.code);

  const { exportId } = present((await api.POST('/exports', { body: { format: 'CSV', columns: ['number', 'title'] } })).data);
  const ofExport = { params: { path: { id: exportId } } };
  while (present((await api.GET('/exports/{id}', ofExport)).data).status !== 'COMPLETED') await pause();
  const file: Blob = present((await api.GET('/exports/{id}/download', { ...ofExport, parseAs: 'blob' })).data);

  const body = new FormData();
  body.append('file', new Blob(['Two hundredweight']), 'note.txt');
  const upload = await api.POST('/tasks/{id}/attachments', {
    params: { path },
    body: { file: new Blob(['Two hundredweight']) },
    bodySerializer: () => body,
  });
  const { fileName: name, byteSize: size } = present(upload.data);
  return {
    title: present(page.data[0]).title,
    total: 'total' in page ? page.total : undefined,
    version: updated.version,
    conflict: { code: problem.code, currentVersion: problem.currentVersion },
    csv: await file.text(),
    attached: { name, size },
  };
}

export const limitOf = (query: NonNullable<paths['/tasks']['get']['parameters']['query']>): number => query.limit ?? 10;
export const path: operations['getTask']['parameters']['path'] = { id: '42' };

export function totalOf(page: Answer<'listTasks', 200>): number | undefined {
  return 'total' in page ? page.total : undefined;
}

export function retryOf(problem: Problem<'updateTask', 412>): string {
  const version: number = problem.currentVersion;
  return version + problem.current + problem.differs.join();
}

export function explain(problem: Problem<'updateTask', 404>): 'gone' | 'elsewhere' {
  switch (problem.code) {
    case 'task-not-found':
      return 'gone';
    case 'unknown-host':
      return 'elsewhere';
  }
}

export const bulk: Schemas['BulkDto'] = {
  operations: [
    { op: 'create', task: { title: 'Order brass' } },
    { op: 'update', id: 42, task: { assigneeId: null } },
    { op: 'delete', id: '019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b', ifMatch: 3 },
  ],
};
// @ts-expect-error a deletion needs to know of what
export const incomplete: Schemas['BulkDto'] = { operations: [{ op: 'delete' }] };
// @ts-expect-error there is no such field
export const unforeseen: Schemas['CreateTaskDto'] = { title: 'Order brass', colour: 'red' };

export const types: Schemas['EventDto']['type'][] = ['task.created', 'comment.updated'];
export const events: Schemas['CreateWebhookDto']['events'] = ['task.*', 'webhook.deleted', '*'];
// @ts-expect-error there is no such type of event
export const unknownEvents: Schemas['CreateWebhookDto']['events'] = ['task.exploded'];

// The type of an event says what comes with it.
export function nameOf(event: Schemas['EventDto']): string {
  switch (event.type) {
    case 'task.created':
    case 'task.deleted':
      return event.data.task.title;
    case 'comment.updated':
      return event.data.comment.body;
    case 'attachment.created':
      return event.data.attachment.fileName;
    case 'project.updated':
      return event.data.project.name;
    case 'webhook.created':
      // @ts-expect-error it has none
      return event.data.task;
    default:
      return event.data.subjectId;
  }
}
export const sentOf = (payload: Schemas['DeliveryPayloadDto']): string | undefined =>
  payload.type === 'task.updated' ? payload.organizationId + payload.data.task.number : undefined;

export const upload: operations['importTasks']['requestBody']['content']['multipart/form-data'] = { file: new Blob() };
export const csv: operations['importTasks']['requestBody']['content']['text/csv'] = new Blob();
export type File = operations['downloadExport']['responses'][200]['content']['text/csv'];
export const file: Promise<Blob> = Promise.resolve<File>(new Blob());
export type Progress = operations['followExport']['responses'][200]['content']['text/event-stream'];
export const progressOf = ({ progress }: Progress): number => progress;

export const completes: operations['updateTask']['requestBody'] = undefined;
export const retryAfter: (headers: operations['listTasks']['responses'][429]['headers']) => number | undefined =
  (headers) => headers['Retry-After'];
export const tagOf = (headers: operations['getTask']['responses'][200]['headers']): string | undefined => headers.ETag;
`;

export const HEY_API = `
import { client } from './client.gen.js';
import * as api from './sdk.gen.js';
${TYPES}
export async function run({ baseUrl, email, password }: Account): Promise<Outcome> {
  client.setConfig({ baseUrl });
  const session = present((await api.login({ body: { email, password } })).data);
  client.setConfig({ baseUrl, auth: () => session.accessToken });

  const created = await api.createTask({ body: { title: 'Order brass', priority: 'HIGH', labels: ['metal'] } });
  const task = present(created.data);
  const etag = present(created.response?.headers.get('ETag'));
  const path = { id: String(task.number) };
  const page = present((await api.listTasks({ query: { label: ['metal'], limit: 5 } })).data);
  const update = () => api.updateTask({ path, headers: { 'If-Match': etag }, body: { status: 'IN_PROGRESS' } });
  const updated = present((await update()).data);
  const problem = present((await update()).error);
  if (problem.code !== 'version-conflict') throw new Error(problem.code);

  const { exportId } = present((await api.requestExport({ body: { format: 'CSV', columns: ['number', 'title'] } })).data);
  const ofExport = { path: { id: exportId } };
  while (present((await api.getExport(ofExport)).data).status !== 'COMPLETED') await pause();
  const file: Blob = present((await api.downloadExport({ ...ofExport, parseAs: 'blob' })).data);

  const upload = await api.uploadAttachment({
    path,
    body: new Blob(['Two hundredweight']),
    headers: { 'Content-Disposition': 'attachment; filename="note.txt"' },
  });
  const { fileName: name, byteSize: size } = present(upload.data);
  return {
    title: present(page.data[0]).title,
    total: 'total' in page ? page.total : undefined,
    version: updated.version,
    conflict: { code: problem.code, currentVersion: problem.currentVersion },
    csv: await file.text(),
    attached: { name, size },
  };
}
`;

export const ORVAL = `
import * as api from './client.js';
${TYPES}
export async function run({ email, password }: Account): Promise<Outcome> {
  const session = await api.login({ email, password });
  if (session.status !== 200) throw new Error(session.data.code);
  const headers = { Authorization: \`Bearer \${session.data.accessToken}\` };

  const task = await api.createTask({ title: 'Order brass', priority: 'HIGH', labels: ['metal'] }, undefined, { headers });
  if (task.status !== 201) throw new Error(task.data.code);
  const id = String(task.data.number);
  const etag = present(task.headers.get('ETag'));
  const page = await api.listTasks({ label: ['metal'], limit: 5 }, undefined, { headers });
  if (page.status !== 200) throw new Error('There is no page');
  const update = () => api.updateTask(id, { status: 'IN_PROGRESS' }, { 'If-Match': etag }, { headers });
  const updated = await update();
  if (updated.status !== 200) throw new Error(updated.data.code);
  const conflict = await update();
  if (conflict.status !== 412) throw new Error('There is no conflict');

  const requested = await api.requestExport({ format: 'CSV', columns: ['number', 'title'] }, undefined, { headers });
  if (requested.status !== 202) throw new Error(requested.data.code);
  const { exportId } = requested.data;
  for (;;) {
    const state = await api.getExport(exportId, undefined, { headers });
    if (state.status !== 200) throw new Error('There is no export');
    if (state.data.status === 'COMPLETED') break;
    await pause();
  }
  const file = await api.downloadExport(exportId, undefined, { headers });
  // Whatever the type of the file, it is the response: NDJSON is among the types.
  if (!('stream' in file)) throw new Error('There is no file');

  const upload = await api.uploadAttachment(id, { file: new File(['Two hundredweight'], 'note.txt') }, undefined, { headers });
  if (upload.status !== 201) throw new Error(upload.data.code);
  const { fileName: name, byteSize: size } = upload.data;
  return {
    title: present(page.data.data[0]).title,
    total: 'total' in page.data ? page.data.total : undefined,
    version: updated.data.version,
    conflict: { code: conflict.data.code, currentVersion: conflict.data.currentVersion },
    csv: await file.stream.text(),
    attached: { name, size },
  };
}
`;
