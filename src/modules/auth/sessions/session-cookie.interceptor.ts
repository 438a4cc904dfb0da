import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { Config } from '../../../config/config.js';
import { OriginNotAllowed } from '../../../http/http.errors.js';
import { publicPath } from '../../../http/public-path.js';
import { requireKnownOrigin } from '../../../http/origin.js';
import { Raises } from '../../../http/raises.decorator.js';
import type { SessionDto } from '../dto/session.dto.js';
import { sessionCookie, wantsCookie } from './session-cookie.js';

/** A session as the service answers it. */
export interface IssuedSession extends SessionDto {
  refreshToken: string;
  inCookie: boolean;
}

/**
 * Moves the refresh token of a browser's session from the answer into its cookie, and removes the cookie where there is
 * no session any more.
 */
@Injectable()
export class SessionCookieInterceptor implements NestInterceptor<IssuedSession | undefined> {
  constructor(private readonly config: Config) {}

  /** @throws ValidationFailed, OriginNotAllowed */
  intercept(execution: ExecutionContext, next: CallHandler<IssuedSession | undefined>): Observable<unknown> {
    const http = execution.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const isAsked = wantsCookie(request);
    if (isAsked) requireKnownOrigin(request, this.config.corsOrigins);
    const setCookie = (token?: string): void =>
      void reply.header('set-cookie', sessionCookie(token, publicPath(this.config), this.isSecure(request)));
    return next.handle().pipe(
      map((issued) => {
        if (!issued) {
          if (isAsked) setCookie();
          return issued;
        }
        const { inCookie, ...session } = issued;
        if (!inCookie) return session;
        const { refreshToken, ...shown } = session;
        setCookie(refreshToken);
        return shown;
      }),
    );
  }

  private isSecure({ protocol }: FastifyRequest): boolean {
    return protocol.toLowerCase() === 'https' || this.config.publicUrl.startsWith('https:');
  }
}

/** For calls that open, renew or end a session. */
export const SessionInCookie = () =>
  applyDecorators(
    UseInterceptors(SessionCookieInterceptor),
    Raises(OriginNotAllowed),
    ApiHeader({
      name: 'X-Session',
      required: false,
      schema: { type: 'string', enum: ['cookie'] },
      description:
        'For browsers: the refresh token is kept in a cookie that scripts can not read, and is in no answer. It ' +
        'stays there for the life of the session.',
    }),
  );
