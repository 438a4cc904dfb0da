import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { InvalidRefreshToken } from '../../../access/access.errors.js';
import { ValidationFailed } from '../../../common/problem.js';
import type { RefreshDto } from '../dto/credentials.dto.js';
import { tokenInCookie, wantsCookie } from './session-cookie.js';
import type { PresentedToken } from './sessions.service.js';

/** The refresh token of a request: from the cookie with `X-Session: cookie`, from the body without it. */
export const Presented = createParamDecorator(
  (_data: unknown, execution: ExecutionContext): PresentedToken => {
    const request = execution.switchToHttp().getRequest<FastifyRequest>();
    const inBody = (request.body as RefreshDto | undefined)?.refreshToken;
    if (!wantsCookie(request)) {
      if (inBody !== undefined) return { token: inBody, inCookie: false };
      throw ValidationFailed.of('refreshToken', 'refreshToken must be a string');
    }
    if (inBody !== undefined)
      throw ValidationFailed.of(
        'refreshToken',
        'With X-Session: cookie the refresh token comes in the cookie',
      );
    const token = tokenInCookie(request);
    if (token === undefined) throw new InvalidRefreshToken();
    return { token, inCookie: true };
  },
);
