import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Client } from '../access/sessions.service.js';

/** What the session list shows of the device that calls. */
export const ClientOf = createParamDecorator((_data: unknown, execution: ExecutionContext): Client => {
  const { ip, headers } = execution.switchToHttp().getRequest<FastifyRequest>();
  return { ip, userAgent: headers['user-agent'] };
});
