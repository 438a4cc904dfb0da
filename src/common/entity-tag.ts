import { ApiHeader } from '@nestjs/swagger';
import {
  type CallHandler,
  createParamDecorator,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { tap, type Observable } from 'rxjs';
import { defineProblem, ValidationFailed } from './problem.js';

/** Sends the ETag of a resource that has a version (RFC 9110, 8.8.3). */
export class EntityTagInterceptor implements NestInterceptor<{ version: number }> {
  intercept(
    execution: ExecutionContext,
    next: CallHandler<{ version: number }>,
  ): Observable<{ version: number }> {
    const reply = execution.switchToHttp().getResponse<FastifyReply>();
    return next
      .handle()
      .pipe(tap((resource) => void (resource && reply.header('etag', `"${resource.version}"`))));
  }
}

/** Versions that a writer accepts (`If-Match`); undefined accepts any. */
export type ExpectedVersions = number[] | undefined;

export class VersionConflict extends defineProblem(
  412,
  'version-conflict',
  'Somebody else has changed this',
  'Read it again and repeat your change on its current version.',
) {}

/** @throws VersionConflict */
export function requireVersion({ version }: { version: number }, expected: ExpectedVersions): void {
  if (expected && !expected.includes(version)) throw new VersionConflict({ currentVersion: version });
}

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
