import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';

/** Lets the body of a route have so many bytes, instead of the 1 MiB of all others. */
export const BodyLimit = (bytes: number) => RouteConfig({ bodyLimit: bytes });

/** Makes `@BodyLimit()` count. Has to come before the routes. */
export function applyBodyLimits(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    const { bodyLimit } = (route.config ?? {}) as { bodyLimit?: number };
    if (bodyLimit !== undefined) route.bodyLimit = bodyLimit;
  });
}
