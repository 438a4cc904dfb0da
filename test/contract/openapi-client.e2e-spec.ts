// A client that is generated from the document compiles, and knows what it gets.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';
import { afterAll, expect, it } from 'vitest';
import { createTestApp } from '../support/test-app.ts';

const { api } = await createTestApp();

// Below node_modules, so that the compiler finds what is installed.
const folder = mkdtempSync(join(import.meta.dirname, '../../node_modules/.generated-client-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What a client's author writes: each line fails to compile when the document says less than it does today. */
const PROGRAM = `
import type { components, operations, paths } from './schema.js';

type Schemas = components['schemas'];
type Answer<Name extends keyof operations, Status extends keyof operations[Name]['responses']> =
  operations[Name]['responses'][Status] extends { content: { 'application/json': infer Body } } ? Body : never;
type Problem<Name extends keyof operations, Status extends keyof operations[Name]['responses']> =
  operations[Name]['responses'][Status] extends { content: { 'application/problem+json': infer Body } } ? Body : never;

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

it('is typed by openapi-typescript', { timeout: 120_000 }, async () => {
  const BLOB = ts.factory.createTypeReferenceNode('Blob');
  const schema = await openapiTS(structuredClone(api.contract.document) as never, {
    transform: ({ format }) => (format === 'binary' ? BLOB : undefined),
  });
  writeFileSync(join(folder, 'schema.ts'), astToString(schema));
  writeFileSync(join(folder, 'program.ts'), PROGRAM);
  const program = ts.createProgram([join(folder, 'program.ts')], {
    strict: true,
    noEmit: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: false,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'],
    types: [],
  });
  const found = ts.getPreEmitDiagnostics(program).map(({ messageText, file, start = 0 }) => {
    const line = file && file.getLineAndCharacterOfPosition(start).line + 1;
    return `${file?.fileName.split('/').at(-1)}:${line} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
  expect(found).toEqual([]);
});
