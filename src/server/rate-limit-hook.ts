import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { RateLimited } from '../rate-limiter/rate-limiter.errors.js';
import { addressOf } from '../common/ip-address.js';
import type { AuthenticationGuard } from '../access/authentication.guard.js';
import { executionOf } from './nest-routes.js';
import type { RateLimitState, RateLimits } from './rate-limits.js';

/** What has to answer whatever happens, and what costs nothing. */
const EXEMPT = /^\/(health|metrics|docs|app)\b/;

/** Whether requests to a path are counted, where there are limits. */
export const isRateLimited = (path: string): boolean => !EXEMPT.test(path);

/**
 * Counts each request before its body is read: against its organization, or, without a valid token,
 * against its address. It comes after CORS, so that web pages can read the refusal.
 */
export function limitRates(
  fastify: FastifyInstance,
  limits: RateLimits,
  authentication: AuthenticationGuard,
): void {
  fastify.addHook('onClose', () => limits.close());
  fastify.addHook('preParsing', async (request: FastifyRequest, reply: FastifyReply) => {
    if (request.method === 'OPTIONS' || !isRateLimited(request.routeOptions.url ?? '')) return;
    const organizationId = await authentication.callerOf(executionOf(request, reply)).then(
      (caller) => caller?.principal.organizationId,
      // The guard refuses an invalid token later; here such a request counts as one without a token.
      () => undefined,
    );
    const state = await (organizationId === undefined
      ? limits.takeForAddress(addressOf(request))
      : limits.takeForOrganization(organizationId));
    if (!state) return;
    reply.headers(describe(state));
    if (!state.admitted) throw RateLimited.until(state.reset);
  });
}

/** Structured fields, as draft-ietf-httpapi-ratelimit-headers-10 has them. */
function describe({
  name,
  rate: { quota, window },
  remaining,
  reset,
}: RateLimitState): Record<string, string> {
  return {
    'ratelimit-policy': `"${name}";q=${quota};w=${window}`,
    ratelimit: `"${name}";r=${remaining};t=${reset}`,
  };
}
