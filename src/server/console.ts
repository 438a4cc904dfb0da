import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { RouteNotFound } from '../http/http.errors.js';
import { entityTag, sendTagged } from '../http/entity-tag.js';
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
 * Serves the web console under /app/, each of its addresses by the same page, and leads browsers there from /. Where
 * it isn't built, / leads to the documentation.
 * @param basePath what stands before every path where browsers reach it
 * @param findDemoUser who a first-time user may sign in as; left out where there is no demo data
 */
export function serveConsole(
  fastify: FastifyInstance,
  basePath: string,
  findDemoUser?: () => Promise<object | undefined>,
): void {
  const isBuilt = existsSync(join(BUILT, 'index.html'));
  const redirect =
    (path: string) =>
    (_request: FastifyRequest, reply: FastifyReply): FastifyReply =>
      reply.redirect(basePath + path);
  fastify.get('/', redirect(isBuilt ? '/app/' : '/docs'));
  if (!isBuilt) return;
  fastify.get('/app', redirect('/app/'));
  const page = readFileSync(join(BUILT, 'index.html'));
  const tag = entityTag('console', page.toString());
  // Not awaited: that would start the server before Nest has set its error handler.
  void fastify.register(
    async (scope: FastifyInstance) => {
      scope.addHook('onRequest', (_request, reply, done) => {
        reply.header('content-security-policy', POLICY).header('vary', 'Accept-Encoding');
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
      scope.setNotFoundHandler((request, reply) => {
        const path = request.url.split('?', 1)[0] as string;
        if (HASHED.test(path)) return sendProblem(new RouteNotFound(), request, reply);
        void reply.header('cache-control', 'no-cache');
        void sendTagged(reply, page, tag, 'text/html; charset=utf-8');
      });
    },
    { prefix: '/app' },
  );
}
