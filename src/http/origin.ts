import type { FastifyRequest } from 'fastify';
import { OriginNotAllowed } from './http.errors.js';

/**
 * A browser says which page calls. Programs don't, and pass.
 * @param known origins of web applications besides those of this server itself
 * @throws OriginNotAllowed
 */
export function requireKnownOrigin({ headers }: FastifyRequest, known: readonly string[]): void {
  const { origin, host } = headers;
  if (origin === undefined || known.includes(origin)) return;
  if (URL.canParse(origin) && new URL(origin).host === host) return;
  throw new OriginNotAllowed();
}
