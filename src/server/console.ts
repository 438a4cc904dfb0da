import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendTagged } from '../http/entity-tag.js';
import { RouteNotFound } from '../http/http.errors.js';
import { sendProblem } from '../http/problem.filter.js';
import { ConsoleFiles } from './console-files.js';

/** Where `scripts/build-web.ts` leaves the pages. */
const BUILT = join(import.meta.dirname, '../../web/dist');
const PAGE = 'index.html';

/** Names that hold a hash of the content. */
const HASHED = /^assets\//;
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
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join(';');

/**
 * Serves the web console under /app/, each of its addresses by the same page, and leads browsers there from /. Where
 * it isn't built, / leads to the documentation.
 * @param basePath what stands before every path where browsers reach the service
 * @param findDemoUser who a first-time user may sign in as; left out where there is no demo data
 */
export function serveConsole(
  fastify: FastifyInstance,
  basePath: string,
  findDemoUser?: () => Promise<object | undefined>,
): void {
  const files = new ConsoleFiles(BUILT, basePath);
  const redirect =
    (path: string) =>
    (_request: FastifyRequest, reply: FastifyReply): FastifyReply =>
      reply.redirect(basePath + path);
  fastify.get('/', redirect(files.has(PAGE) ? '/app/' : '/docs'));
  if (!files.has(PAGE)) return;
  fastify.get('/app', redirect('/app/'));
  fastify.get('/app/demo.json', async (_request, reply) => {
    const user = await findDemoUser?.();
    return reply.header('cache-control', 'no-store').send(user ?? null);
  });
  fastify.get<{ Params: { '*': string } }>('/app/*', async (request, reply) => {
    const path = request.params['*'];
    const name = files.has(path) ? path : PAGE;
    if (name === PAGE && HASHED.test(path)) return sendProblem(new RouteNotFound(), request, reply);
    const { content, tag, type } = await files.get(name);
    const caching = HASHED.test(name) ? `public, max-age=${YEAR}, immutable` : 'no-cache';
    return sendTagged(
      reply
        .header('content-security-policy', POLICY)
        .header('cache-control', caching)
        .header('vary', 'Accept-Encoding'),
      content,
      tag,
      type,
    );
  });
}
