import type { FastifyReply, FastifyRequest } from 'fastify';
import { varyBy } from '../http/vary.js';

/** What answers depend on: who asks, and how they may be compressed. */
const VARY = 'Authorization, Accept-Encoding';

/** Tells caches that an answer is for one caller, and to be asked for again each time (RFC 9111). */
export const NOT_SHARED = { 'cache-control': 'private, no-cache', vary: VARY } as const;

/**
 * Tells caches of every answer, and of errors too, whom it is for, unless its route knows better (`@NoStore()`). All of
 * /auth is about credentials: nobody keeps that.
 */
export function forbidSharing({ routeOptions }: FastifyRequest, reply: FastifyReply): void {
  const isSecret = routeOptions.url?.startsWith('/auth/');
  void reply.header('cache-control', isSecret ? 'no-store' : NOT_SHARED['cache-control']);
  varyBy(VARY, reply);
}
