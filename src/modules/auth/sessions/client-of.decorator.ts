import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { addressOf } from '../../../common/ip-address.js';
import { wantsCookie } from './session-cookie.js';
import type { Client } from './sessions.service.js';

/** What the session list shows of the device that calls. */
export const ClientOf = createParamDecorator((_data: unknown, execution: ExecutionContext): Client => {
  const request = execution.switchToHttp().getRequest<FastifyRequest>();
  return {
    ip: addressOf(request),
    userAgent: request.headers['user-agent'],
    wantsCookie: wantsCookie(request),
  };
});
