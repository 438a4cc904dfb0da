import type { FastifyInstance } from 'fastify';
import { PUBLIC_BODY_LIMIT } from '../http/body-limit.js';
import { PUBLIC } from '../access/access.decorators.js';
import type { RouteSettings } from './nest-routes.js';

/** Applies `@BodyLimit()`, and a small limit to unauthenticated routes. Has to come before the routes. */
export function applyBodyLimits(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    const { bodyLimit, nest } = (route.config ?? {}) as RouteSettings & { bodyLimit?: number };
    const isPublic = nest && Reflect.getMetadata(PUBLIC, nest.handler) === true;
    const limit = bodyLimit ?? (isPublic ? PUBLIC_BODY_LIMIT : undefined);
    if (limit !== undefined) route.bodyLimit = limit;
  });
}
