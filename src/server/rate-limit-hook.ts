import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { RateLimited } from '../rate-limiter/rate-limiter.errors.js';
import { addressOf } from '../common/ip-address.js';
import { Authenticator, bearerOf } from '../access/authenticator.js';
import { type Allowance, RateLimits } from './rate-limits.js';

/** What has to answer whatever happens, and what costs nothing. */
const EXEMPT = /^\/(health|metrics|docs|app)\b/;

/**
 * Counts each request before its body is read: against its organization, or, when nobody is signed in,
 * against its address. It comes after CORS, so that web pages can read the refusal.
 */
export function limitRates(fastify: FastifyInstance, limits: RateLimits, authenticator: Authenticator): void {
  fastify.addHook('onClose', () => limits.close());
  fastify.addHook('preParsing', async (request: FastifyRequest, reply: FastifyReply) => {
    if (request.method === 'OPTIONS' || EXEMPT.test(request.routeOptions.url ?? '')) return;
    const organizationId = await organizationOf(request, authenticator);
    const allowance = await (organizationId === undefined
      ? limits.takeForAddress(addressOf(request))
      : limits.takeForOrganization(organizationId));
    if (!allowance) return;
    reply.headers(describe(allowance));
    if (!allowance.admitted) throw RateLimited.until(allowance.reset);
  });
}

/** The guard says later what is wrong with a token; here such a request is nobody's. */
async function organizationOf(
  { headers }: FastifyRequest,
  authenticator: Authenticator,
): Promise<string | undefined> {
  const bearer = bearerOf(headers.authorization);
  if (bearer === undefined) return undefined;
  return authenticator.authenticate(bearer).then(
    ({ principal }) => principal.organizationId,
    () => undefined,
  );
}

/** Structured fields, as draft-ietf-httpapi-ratelimit-headers-10 has them. */
function describe({ name, rate: { quota, window }, remaining, reset }: Allowance): Record<string, string> {
  return {
    'ratelimit-policy': `"${name}";q=${quota};w=${window}`,
    ratelimit: `"${name}";r=${remaining};t=${reset}`,
  };
}
