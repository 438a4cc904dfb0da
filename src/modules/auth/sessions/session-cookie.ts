import type { FastifyRequest } from 'fastify';
import { ValidationFailed } from '../../../common/problem.js';
import { SESSION_LIFETIME } from '../../../access/tokens.js';

/** Asks for the cookie. A foreign page can't send it without a preflight, which is answered to known origins only. */
const SESSION_HEADER = 'x-session';

const NAME = 'taskflow_session';
const IN_COOKIE = new RegExp(`(?:^|; *)${NAME}=([^;]*)`, 'g');

/** @throws ValidationFailed for anything but `X-Session: cookie` */
export function wantsCookie({ headers }: FastifyRequest): boolean {
  const wanted = headers[SESSION_HEADER];
  if (wanted === undefined) return false;
  if (wanted === 'cookie') return true;
  throw ValidationFailed.of('X-Session', 'The only value of X-Session is "cookie"');
}

/**
 * The refresh token among the cookies of a request. Of two, one was put there by another host of the same domain: which
 * one can't be told, so there is none.
 */
export function tokenInCookie({ headers }: FastifyRequest): string | undefined {
  const found = [...(headers.cookie ?? '').matchAll(IN_COOKIE)];
  return found.length === 1 ? found[0]?.[1] : undefined;
}

/**
 * @param token undefined removes the cookie
 * @param basePath what stands before every path where browsers reach the service
 */
export function sessionCookie(token: string | undefined, basePath: string, isSecure: boolean): string {
  const life = token === undefined ? 0 : SESSION_LIFETIME;
  const secure = isSecure ? '; Secure' : '';
  return `${NAME}=${token ?? ''}; Path=${basePath}/auth; Max-Age=${life}; HttpOnly; SameSite=Strict${secure}`;
}
