import type { FastifyReply, FastifyRequest } from 'fastify';
import { varyBy } from '../http/vary.js';

/** What answers depend on: who asks, and how they may be compressed. */
const VARY = 'Authorization, Accept-Encoding';

/** Tells caches that an answer is for one caller, and to be asked for again each time (RFC 9111). */
export const NOT_SHARED = { 'cache-control': 'private, no-cache', vary: VARY } as const;

/**
 * Tells caches, of every answer and errors too, that it is for one caller, and to be asked for again each time
 * (RFC 9111), unless its route says otherwise (`@NoStore()`). Answers of /auth carry credentials and are never stored.
 */
export function forbidSharing({ routeOptions }: FastifyRequest, reply: FastifyReply): void {
  const isSecret = routeOptions.url?.startsWith('/auth/');
  void reply.header('cache-control', isSecret ? 'no-store' : NOT_SHARED['cache-control']);
  varyBy(VARY, reply);
}
