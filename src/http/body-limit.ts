import { RouteConfig } from '@nestjs/platform-fastify';

/** What the body of a route may have, in bytes. */
export const BODY_LIMIT = 1024 * 1024;
/** What the body of a route may have that needs no sign-in. */
export const PUBLIC_BODY_LIMIT = 64 * 1024;

/** Lets the body of a route have so many bytes, instead of what all others may have. */
export const BodyLimit = (bytes: number) => RouteConfig({ bodyLimit: bytes });
