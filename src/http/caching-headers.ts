import type { FastifyRequest } from 'fastify';

/** What one caller is shown isn't shown to another, nor to the same one without asking (RFC 9111). */
const PRIVATE = { 'cache-control': 'private, no-cache', vary: 'Authorization' };
/** All of /auth is about credentials. */
const SECRET = { ...PRIVATE, 'cache-control': 'no-store' };

/** What caches are told of every answer, errors too, unless its route knows better (`@NoStore()`). */
export const cachingHeaders = ({ routeOptions }: FastifyRequest): Record<string, string> =>
  routeOptions.url?.startsWith('/auth/') ? SECRET : PRIVATE;
