import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import helmet from 'helmet';

/**
 * The headers that Helmet wants on every response. They never differ, so Helmet runs once. Swagger UI works under
 * its policy. That browsers ask for HTTPS from now on is up to HSTS, and said only to those that did.
 */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = readHelmet();

/** Sends the security headers with every answer, and `hsts` with those over TLS, be it that of a trusted proxy. */
export function secureHeaders(fastify: FastifyInstance, hsts: string | undefined): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.headers(SECURITY_HEADERS);
    if (hsts !== undefined && request.protocol.toLowerCase() === 'https')
      reply.header('strict-transport-security', hsts);
    done();
  });
}

function readHelmet(): Record<string, string> {
  const headers: Record<string, string> = {};
  const response = {
    setHeader: (name: string, value: string) => void (headers[name.toLowerCase()] = value),
    removeHeader: () => undefined,
  };
  const apply = helmet({
    contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } },
    strictTransportSecurity: false,
  });
  apply({} as IncomingMessage, response as unknown as ServerResponse, () => undefined);
  return headers;
}
