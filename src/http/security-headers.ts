import type { IncomingMessage, ServerResponse } from 'node:http';
import helmet from 'helmet';

/**
 * The headers that Helmet wants on every response. They never differ, so Helmet is asked once. Swagger
 * UI works under its policy; only forcing HTTPS is for whoever terminates TLS to decide.
 */
export function securityHeaders(): Record<string, string> {
  const headers: Record<string, string> = {};
  const response = {
    setHeader: (name: string, value: string) => void (headers[name.toLowerCase()] = value),
    removeHeader: () => undefined,
  };
  const apply = helmet({ contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } });
  apply({} as IncomingMessage, response as unknown as ServerResponse, () => undefined);
  return headers;
}
