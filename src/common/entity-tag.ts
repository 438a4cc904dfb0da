import {
  applyDecorators,
  type CallHandler,
  createParamDecorator,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { ApiHeader, ApiResponse } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { defineProblem, ValidationFailed } from './problem.js';

interface Versioned {
  version: number;
}

/** Versions that a writer accepts (`If-Match`); undefined accepts any. */
export type ExpectedVersions = number[] | undefined;

export class VersionConflict extends defineProblem(
  412,
  'version-conflict',
  'Somebody else has changed this',
  'Read it again and repeat your change on its current version.',
) {}

/**
 * @param sent what the writer wants to be there, of which the conflict names the fields that differ
 * @throws VersionConflict
 */
export function requireVersion(current: Versioned, expected: ExpectedVersions, sent: object = {}): void {
  if (!expected || expected.includes(current.version)) return;
  throw new VersionConflict({
    currentVersion: current.version,
    current: entityTag(current),
    differs: Object.keys(differencesOf(current, sent)),
  });
}

/** The fields of `sent` whose value isn't what is there. */
export function differencesOf<S extends object>(current: object, sent: S): Partial<S> {
  const differs = ([field, value]: [string, unknown]) =>
    JSON.stringify(value) !== JSON.stringify(current[field as keyof typeof current]);
  return Object.fromEntries(Object.entries(sent).filter(differs)) as Partial<S>;
}

const entityTag = ({ version }: Versioned): string => `"${version}"`;

/** Stands in for an answer that the client has already: 304, without a body. */
export const NOT_MODIFIED = Symbol('not modified');

/** Sends the ETag of a resource that has a version (RFC 9110, 8.8.3), and to whoever has it just that. */
export class EntityTagInterceptor implements NestInterceptor<Versioned> {
  intercept(execution: ExecutionContext, next: CallHandler<Versioned>): Observable<unknown> {
    const http = execution.switchToHttp();
    return next.handle().pipe(
      map((resource) => {
        if (!resource) return resource;
        const tag = entityTag(resource);
        void http.getResponse<FastifyReply>().header('etag', tag);
        return isKnown(http.getRequest<FastifyRequest>(), tag) ? NOT_MODIFIED : resource;
      }),
    );
  }
}

/** Whether the client of a reading request has the answer with this ETag already (`If-None-Match`). */
export function isKnown(
  { method, headers }: Pick<FastifyRequest, 'method' | 'headers'>,
  tag: string,
): boolean {
  const known = headers['if-none-match'];
  if (known === undefined || (method !== 'GET' && method !== 'HEAD')) return false;
  // Tags are compared weakly, and hold no commas.
  return known.trim() === '*' || known.split(',').some((one) => strong(one) === strong(tag));
}

const strong = (tag: string): string => tag.trim().replace(/^W\//, '');

/** Describes `If-None-Match` and its answer, on a GET that sends an ETag. */
export const ApiIfNoneMatch = (): MethodDecorator =>
  applyDecorators(
    ApiHeader({
      name: 'If-None-Match',
      required: false,
      description: 'The ETag of an earlier answer: 304 without a body as long as it holds.',
    }),
    ApiResponse({ status: 304, description: 'The client has the current answer' }),
  );

/** Describes the header that `@IfMatch()` reads. */
export const ApiIfMatch = () =>
  ApiHeader({
    name: 'If-Match',
    required: false,
    description: 'Write only if what it is about still has this ETag.',
  });

/** The versions in `If-Match`; undefined when the header is missing or `*`. */
export function parseIfMatch(header: string | undefined): ExpectedVersions {
  if (header === undefined || header.trim() === '*') return undefined;
  return header.split(',').map((tag) => {
    const version = /^\s*(?:W\/)?"(\d{1,9})"\s*$/.exec(tag)?.[1];
    if (version === undefined)
      throw ValidationFailed.of('If-Match', 'If-Match must be the ETag of an earlier answer');
    return Number(version);
  });
}

export const IfMatch = createParamDecorator((_data: unknown, execution: ExecutionContext) =>
  parseIfMatch(execution.switchToHttp().getRequest<FastifyRequest>().headers['if-match']),
);
