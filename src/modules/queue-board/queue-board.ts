import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { challenge } from '../../http/challenge.js';
import { sendProblem, toProblem } from '../../http/problem.filter.js';
import { varyBy } from '../../http/vary.js';
import { weightOf, weightsIn } from '../../http/weights.js';
import { NotAuthenticated } from '../../access/access.errors.js';
import { BOARD_PATH, BoardPages } from './board-pages.js';
import { BoardSessions } from './board-sessions.js';
import { BoardIsReadOnly } from './queue-board.errors.js';
import { SIGN_IN_PAGE, SIGN_IN_SCRIPT } from './sign-in-page.js';

/** What Bull Board has. A path beside it, such as that of a session, keeps its own methods. */
const PAGES = ['/', '/metrics-history', '/job-schedulers', '/queue/*', '/static/*', '/api/*'];

const WRITES = ['POST', 'PUT', 'PATCH', 'DELETE'];

/** As for every answer, but without other origins: the page would fetch its fonts from Google. */
const POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "base-uri 'self'",
  "object-src 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join(';');

/**
 * The queue board: pages for platform admins, by Bull Board. It is read-only: the outbox decides which jobs exist, so
 * a removed job would be added again, and one that was added or retried manually would belong to no row.
 */
@Injectable()
export class QueueBoard implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly pages: BoardPages,
    private readonly sessions: BoardSessions,
  ) {}

  onModuleInit(): void {
    // Workers and commands serve no pages.
    const server = this.host.httpAdapter?.getInstance<FastifyInstance>();
    // Not awaited: that would start the server before Nest has set its error handler.
    void server?.register((scope) => this.serve(scope), { prefix: BOARD_PATH });
  }

  private async serve(scope: FastifyInstance): Promise<void> {
    scope.addHook('onRequest', (_request, reply, done) => {
      varyBy('Accept', reply);
      reply.header('content-security-policy', POLICY).header('cache-control', 'no-store');
      done();
    });
    scope.get('/sign-in.js', (_request, reply) => reply.type('text/javascript').send(SIGN_IN_SCRIPT));
    await scope.register((guarded: FastifyInstance, _options, done) => {
      guarded.addHook('onRequest', (request, reply) => this.admit(request, reply));
      for (const url of PAGES) guarded.get(url, (request, reply) => this.show(request, reply));
      // What Bull Board would change.
      guarded.route({
        method: WRITES,
        url: '/api/*',
        handler: () => {
          throw new BoardIsReadOnly();
        },
      });
      done();
    });
  }

  private async show(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { status, type, body } = await this.pages.answer(request);
    return reply.code(status).type(type).send(body);
  }

  private async admit(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    try {
      if (await this.sessions.admits(request.headers.cookie)) return;
    } catch (error) {
      sendProblem(toProblem(error), request, reply);
      return;
    }
    if (weightOf(weightsIn(request.headers.accept ?? ''), 'text/html') > 0)
      await reply
        .code(401)
        .header('www-authenticate', challenge())
        .type('text/html; charset=utf-8')
        .send(SIGN_IN_PAGE);
    else sendProblem(new NotAuthenticated(), request, reply);
  }
}
