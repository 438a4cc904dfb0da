import { Injectable } from '@nestjs/common';
import { fastify, type FastifyInstance } from 'fastify';
import { RouteNotFound, ServiceUnavailable } from '../../http/http.errors.js';
import { toProblem } from '../../http/problem.filter.js';
import { Outbox } from '../../queue/outbox.js';
import { QUEUES } from '../../queue/queue.names.js';

/** A page, a script or an answer of Bull Board. */
export interface BoardAnswer {
  status: number;
  type: string;
  body: Buffer;
}

/** What the paths of all pages begin with. */
export const BOARD_PATH = '/admin/queues';

/** How long the queues may take to say what is in them, in milliseconds. */
const TIMEOUT = 10_000;

/**
 * Bull Board, which is loaded when it is first asked for: it takes 10 MB, and few processes ever show it. It has a server that doesn't
 * listen, since routes can't join one that does.
 */
@Injectable()
export class BoardPages {
  private loading?: Promise<FastifyInstance>;

  constructor(private readonly outbox: Outbox) {}

  /** @throws RouteNotFound, and ServiceUnavailable where the queues don't answer in time, as while Redis is away */
  async answer({ method, url }: { method: string; url: string }): Promise<BoardAnswer> {
    this.loading ??= this.load();
    const server = await this.loading;
    const signal = AbortSignal.timeout(TIMEOUT);
    const { statusCode, headers, rawPayload } = await server
      .inject({ method: method as 'GET', url, signal })
      .catch((error: unknown) => {
        throw signal.aborted ? new ServiceUnavailable() : error;
      });
    if (statusCode === 404 && rawPayload.length === 0) throw new RouteNotFound();
    return { status: statusCode, type: String(headers['content-type']), body: rawPayload };
  }

  private async load(): Promise<FastifyInstance> {
    const [{ createBullBoard }, { FastifyAdapter }, { BoardAdapter }] = await Promise.all([
      import('@bull-board/api'),
      import('@bull-board/fastify'),
      import('./board-adapter.js'),
    ]);
    const serverAdapter = new FastifyAdapter();
    createBullBoard({
      queues: QUEUES.map((name) => new BoardAdapter(this.outbox.queue(name), { readOnlyMode: true })),
      serverAdapter,
      options: { uiConfig: { boardTitle: 'TaskFlow' } },
    });
    serverAdapter.setBasePath(BOARD_PATH);
    // Its own handler would answer with the error's stack.
    serverAdapter.setErrorHandler((error) => {
      const { status, title, code } = toProblem(error);
      return { status: status as 500, body: { error: title, code } };
    });
    const server = fastify();
    // Without a text, which its own answers of 404 have.
    server.setNotFoundHandler((_request, reply) => reply.code(404).send());
    await server.register(serverAdapter.registerPlugin(), { prefix: BOARD_PATH });
    return server;
  }
}
