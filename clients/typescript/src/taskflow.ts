import createClient, { type Client } from 'openapi-fetch';
import { Credentials, type CredentialsOptions } from './credentials.js';
import { type Event, type EventQuery, followEvents } from './event-stream.js';
import { ok, ProblemError } from './problem.js';
import { pause } from './retry.js';
import type { paths } from './schema.js';
import { Transport } from './transport.js';
import type {
  Attachment,
  Credentials as SignIn,
  Export,
  ExportRequest,
  Item,
  ListPath,
  Query,
  Registration,
  Session,
} from './types.js';

export interface TaskFlowOptions extends CredentialsOptions {
  /** Where the API is: `https://tasks.example.com`, with its path prefix where there is one. */
  baseUrl: string;
  /** Attempts after the first one, of requests whose answer is lost or that come at a busy time. */
  retries?: number;
  fetch?: typeof fetch;
}

export interface WaitOptions {
  signal?: AbortSignal;
  /** Between two looks at the export, in milliseconds. */
  interval?: number;
  /** Called with the export after each look. */
  onProgress?: (progress: Export) => void;
}

/** Where a list goes on: by a cursor, or in short lists by the number of the page. */
interface Paging {
  nextCursor?: string | null;
  page?: number;
  limit: number;
  total?: number;
}

interface Page<One> {
  data?: { data: One[] } & Paging;
  response: Response;
}

const FINISHED = new Set<string>(['COMPLETED', 'FAILED', 'CANCELLED', 'EXPIRED']);

/** A client of the API for one user or API token. */
export class TaskFlow {
  /** Every call of the API, by path and method. `ok()` gives the data of one, or throws its problem. */
  readonly api: Client<paths>;
  /** For calls that sign in: with no session, and not sent again, as each counts as an attempt. */
  private readonly anonymous: Client<paths>;
  private readonly credentials: Credentials;
  private readonly transport: Transport;
  private readonly baseUrl: string;

  constructor({ baseUrl, retries = 3, fetch = globalThis.fetch, ...credentials }: TaskFlowOptions) {
    this.baseUrl = baseUrl.replace(/\/$/, '');
    const send: typeof fetch = (input, init) => fetch(input, init);
    this.anonymous = createClient<paths>({ baseUrl: this.baseUrl, fetch: send });
    this.credentials = new Credentials(credentials, (refreshToken) =>
      ok(this.anonymous.POST('/auth/refresh', { body: { refreshToken } })),
    );
    this.transport = new Transport({ baseUrl, fetch: send, retries }, () => this.credentials);
    this.api = createClient<paths>({ baseUrl: this.baseUrl, fetch: this.transport.send });
  }

  /** Signs in; from then on requests act for the user. @throws ProblemError */
  async signIn(body: SignIn): Promise<Session> {
    return this.keep(await ok(this.anonymous.POST('/auth/login', { body })));
  }

  /** Signs up and in. @throws ProblemError */
  async signUp(body: Registration): Promise<Session> {
    return this.keep(await ok(this.anonymous.POST('/auth/register', { body })));
  }

  /** Goes on in another organization of the user's. @throws ProblemError */
  async switchTo(organizationId: string): Promise<Session> {
    return this.keep(await ok(this.api.POST('/auth/switch', { body: { organizationId } })));
  }

  /** Ends the session. */
  async signOut(): Promise<void> {
    try {
      await this.api.POST('/auth/logout');
    } finally {
      this.credentials.forget();
    }
  }

  /**
   * Every item of a list, page by page, from the first on.
   * @example for await (const task of taskflow.iterate('/tasks', { status: ['CREATED'] })) console.log(task.title);
   * @throws ProblemError
   */
  async *iterate<Path extends ListPath>(
    path: Path,
    query?: Omit<Query<paths[Path]['get']>, 'cursor' | 'page'>,
  ): AsyncGenerator<Item<Path>, void, undefined> {
    const get = this.api.GET as unknown as (path: string, init: object) => Promise<Page<Item<Path>>>;
    for (let next: { cursor?: string; page?: number } | undefined = {}; next;) {
      const answer: { data: Item<Path>[] } & Paging = await ok(
        get(path, { params: { query: { limit: 100, ...query, ...next } } }),
      );
      yield* answer.data;
      next = following(answer);
    }
  }

  /**
   * Exports tasks and waits for the file.
   * @returns the completed export; `download` gets its file
   * @throws ProblemError when it is refused, Error when it doesn't complete
   */
  async exportTasks(
    body: ExportRequest,
    { signal, interval = 500, onProgress }: WaitOptions = {},
  ): Promise<Export> {
    const { exportId } = await ok(this.api.POST('/tasks/export', { body, signal: signal ?? null }));
    const params = { path: { id: exportId } };
    for (;;) {
      const found = await ok(this.api.GET('/exports/{id}', { params, signal: signal ?? null }));
      onProgress?.(found);
      if (found.status === 'COMPLETED') return found;
      if (FINISHED.has(found.status)) throw new Error(`The export is ${found.status}: ${found.error ?? ''}`);
      await pause(interval, signal);
    }
  }

  /** The file of a completed export, as a stream. @throws ProblemError */
  async download({ id }: Pick<Export, 'id'>, signal?: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const response = await this.transport.send(
      new Request(`${this.baseUrl}/exports/${id}/download`, signal && { signal }),
    );
    if (!response.ok || !response.body) throw await ProblemError.from(response);
    return response.body;
  }

  /** Attaches a file to a task. It is sent once, however many attempts that takes. @throws ProblemError */
  attach(task: string | number, file: Blob, name: string): Promise<Attachment> {
    return this.upload<Attachment>(`/tasks/${task}/attachments`, file, name);
  }

  /** Imports a file of tasks. It is imported once, however many attempts that takes. @throws ProblemError */
  importTasks(file: Blob, name = 'tasks.csv'): Promise<{ importId: string }> {
    return this.upload<{ importId: string }>('/tasks/import', file, name);
  }

  /**
   * What changes in the organization from now on, or after a sequence, without end. A lost connection is made
   * again where it was lost.
   * @example for await (const { type, sequence } of taskflow.events({ type: ['task.*'] })) console.log(sequence, type);
   * @throws ProblemError when the stream is refused
   */
  events(
    { after, ...query }: EventQuery = {},
    { signal }: { signal?: AbortSignal } = {},
  ): AsyncGenerator<Event, void, undefined> {
    const open = (position: number | undefined, connection: AbortSignal): Promise<Response> => {
      const url = new URL(`${this.baseUrl}/events`);
      for (const [name, value] of Object.entries({ ...query, after: position }))
        for (const one of [value ?? []].flat()) url.searchParams.append(name, String(one));
      const headers = { accept: 'text/event-stream' };
      return this.transport.send(new Request(url, { headers, signal: connection }));
    };
    return followEvents(open, { after, signal });
  }

  private keep(session: Session): Session {
    this.credentials.keep(session);
    return session;
  }

  private async upload<Answered>(path: string, file: Blob, name: string): Promise<Answered> {
    const headers = { 'idempotency-key': crypto.randomUUID() };
    const make = (): Request => {
      const body = new FormData();
      body.set('file', file, name);
      return new Request(this.baseUrl + path, { method: 'POST', headers, body });
    };
    const response = await this.transport.sendEach(make, { repeatable: true });
    if (!response.ok) throw await ProblemError.from(response);
    return (await response.json()) as Answered;
  }
}

function following({
  nextCursor,
  page,
  limit,
  total = 0,
}: Paging): { cursor?: string; page?: number } | undefined {
  if (nextCursor) return { cursor: nextCursor };
  return page !== undefined && page * limit < total ? { page: page + 1 } : undefined;
}
