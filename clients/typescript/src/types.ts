import type { paths } from './schema.js';

/** The body of a call's success as JSON. */
export type Answer<Operation> = Operation extends { responses: infer Responses }
  ? JsonOf<Responses[keyof Responses & (200 | 201 | 202)]>
  : never;

type JsonOf<Response> = Response extends { content: infer Content }
  ? Content extends { 'application/json': infer Body }
    ? Body
    : never
  : never;

/** The JSON that a call takes. */
export type Body<Operation> = Operation extends { requestBody?: infer Request }
  ? JsonOf<NonNullable<Request>>
  : never;

/** The query that a call takes. */
export type Query<Operation> = Operation extends { parameters: { query?: infer Parameters } }
  ? NonNullable<Parameters>
  : never;

/** The paths of lists. */
export type ListPath = {
  [Path in keyof paths]: [Item<Path>] extends [never]
    ? never
    : [Paging<paths[Path]['get']>] extends [never]
      ? never
      : Path;
}[keyof paths];

type Paging<Operation> = Extract<keyof Query<Operation>, 'cursor' | 'page'>;

/** What a list consists of. */
export type Item<Path extends keyof paths> =
  Answer<paths[Path]['get']> extends infer Page
    ? Page extends { data: (infer One)[] }
      ? One
      : never
    : never;

export type Session = Answer<paths['/auth/login']['post']>;
export type Credentials = Body<paths['/auth/login']['post']>;
export type Registration = Body<paths['/auth/register']['post']>;
export type Task = Answer<paths['/tasks/{id}']['get']>;
export type Export = Answer<paths['/exports/{id}']['get']>;
export type ExportRequest = Body<paths['/tasks/export']['post']>;
export type Import = Answer<paths['/imports/{id}']['get']>;
export type Attachment = Answer<paths['/tasks/{id}/attachments']['post']>;
