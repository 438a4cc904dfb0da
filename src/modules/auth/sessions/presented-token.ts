import type { FastifyRequest } from 'fastify';
import { InvalidRefreshToken } from '../../../access/access.errors.js';
import { ValidationFailed } from '../../../common/problem.js';
import type { RefreshDto } from '../dto/credentials.dto.js';
import { tokenInCookie, wantsCookie } from './session-cookie.js';
import type { PresentedToken } from './sessions.service.js';

/**
 * The refresh token of a request: from the cookie with `X-Session: cookie`, from the body without it.
 * @throws ValidationFailed, InvalidRefreshToken
 */
export function presentedToken(request: FastifyRequest, { refreshToken }: RefreshDto): PresentedToken {
  if (!wantsCookie(request)) {
    if (refreshToken !== undefined) return { token: refreshToken, inCookie: false };
    throw ValidationFailed.of('refreshToken', 'refreshToken must be a string');
  }
  if (refreshToken !== undefined)
    throw ValidationFailed.of('refreshToken', 'With X-Session: cookie the refresh token comes in the cookie');
  const token = tokenInCookie(request);
  if (token === undefined) throw new InvalidRefreshToken();
  return { token, inCookie: true };
}
