import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { RouteNotFound } from '../http/http.errors.js';
import { sendProblem } from '../http/problem.filter.js';

/** Where `scripts/build-web.ts` leaves the pages. */
const BUILT = join(import.meta.dirname, '../../web/dist');

/** Names that hold a hash of the content. */
const HASHED = /[/\\]assets[/\\]/;
const YEAR = 365 * 24 * 3600;

/**
 * Scripts come from here only, and none is in a page. The styles of components are set by scripts, in elements of
 * their own.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join(';');

/**
 * Serves the web console under /app/, each of its addresses by the same page, and leads browsers there from /.
 * @param findDemoUser who a first-time user may sign in as; left out where there is no demo data
 */
export function serveConsole(
  fastify: FastifyInstance,
  findDemoUser?: () => Promise<object | undefined>,
): void {
  if (!existsSync(join(BUILT, 'index.html'))) return;
  const page = readFileSync(join(BUILT, 'index.html'));
  fastify.get('/', (_request, reply) => reply.redirect('/app/'));
  fastify.get('/app', (_request, reply) => reply.redirect('/app/'));
  // Not awaited: that would start the server before Nest has set its error handler.
  void fastify.register(
    async (scope: FastifyInstance) => {
      scope.addHook('onRequest', (_request, reply, done) => {
        reply.header('content-security-policy', POLICY).removeHeader('vary');
        done();
      });
      scope.get('/demo.json', async (_request, reply) => {
        const user = await findDemoUser?.();
        return reply.header('cache-control', 'no-store').send(user ?? null);
      });
      await scope.register(fastifyStatic, {
        root: BUILT,
        prefix: '/',
        index: false,
        decorateReply: false,
        preCompressed: true,
        cacheControl: false,
        setHeaders: (response, path) =>
          void response.header(
            'cache-control',
            HASHED.test(path) ? `public, max-age=${YEAR}, immutable` : 'no-cache',
          ),
      });
      scope.setNotFoundHandler((request, reply) => answerPage(page, request, reply));
    },
    { prefix: '/app' },
  );
}

function answerPage(page: Buffer, request: FastifyRequest, reply: FastifyReply): void {
  const path = request.url.split('?')[0] ?? '';
  const isPage = (request.method === 'GET' || request.method === 'HEAD') && !HASHED.test(path);
  if (isPage)
    void reply.code(200).header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(page);
  else sendProblem(new RouteNotFound(), request, reply);
}
