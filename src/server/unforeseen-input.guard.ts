import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ValidationFailed } from '../common/problem.js';
import { acceptsFile } from '../http/file-upload.js';
import { routeOf } from './nest-routes.js';

/**
 * Refuses what a request says to a handler that takes no query or no body: a client that sends it expects it to have an
 * effect. What handlers take is checked by `RequestValidationPipe`. It comes behind the guards of access.
 */
@Injectable()
export class UnforeseenInputGuard implements CanActivate {
  /** @throws ValidationFailed */
  canActivate(execution: ExecutionContext): boolean {
    const request = execution.switchToHttp().getRequest<FastifyRequest>();
    const route = routeOf(request);
    if (!route) return true;
    if (!route.takesQuery) refuseFields(request.query as object);
    if (!route.shape && !acceptsFile(request)) refuseBody(request.body);
    return true;
  }
}

/** No body and `{}` are the same. */
function refuseBody(body: unknown): void {
  if (body === undefined) return;
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw ValidationFailed.of('', 'The body must be a JSON object.');
  refuseFields(body);
}

function refuseFields(given: object): void {
  const fields = Object.keys(given);
  if (fields.length > 0)
    throw ValidationFailed.ofAll(
      fields.map((field) => ({ field, message: `property ${field} should not exist` })),
    );
}
