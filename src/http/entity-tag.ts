import { hash } from 'node:crypto';
import {
  type CallHandler,
  createParamDecorator,
  type ExecutionContext,
  mixin,
  type NestInterceptor,
  SetMetadata,
  type Type,
} from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { defineProblem, type ProblemMembers } from '../common/problem.js';
import { CONTENT_CODINGS, type ContentCoding } from './content-coding.js';

interface Versioned {
  version: number;
}

type SignedInRequest = FastifyRequest & { principal: { organizationId: string } };

export class VersionConflict extends defineProblem(
  412,
  'version-conflict',
  'This has changed meanwhile',
  'Read it again and repeat your change on its current version.',
) {
  static override readonly members: ProblemMembers = {
    currentVersion: { type: 'integer', example: 3 },
    current: {
      type: 'string',
      description: 'The ETag that it has now.',
      example: '"kPz0y8f3nQ7xTq2mVb9aWd"',
    },
    differs: {
      type: 'array',
      items: { type: 'string' },
      description: 'The sent fields that are others now.',
      example: ['title'],
    },
  };
}

/** Characters of an ETag, its quotes among them. */
export const TAG_LENGTH = 24;

/**
 * The strong ETag of a representation (RFC 9110, 8.8.3): 132 bits of the digest of its bytes, and of the
 * organization that it is of. Whatever an answer depends on, its tag changes with it.
 * @param json the bytes that go over the wire
 */
export const entityTag = (organizationId: string, json: string): string =>
  `"${hash('sha256', organizationId + json, 'base64url').slice(0, TAG_LENGTH - 2)}"`;

/**
 * The ETag of an answer that is sent in a content coding: other bytes, so another strong tag (RFC 9110, 8.8.3.3). No
 * tag of ours holds a dot by itself.
 */
export const tagInCoding = (tag: string, coding: ContentCoding): string =>
  tag.replace(/^(".*)"$/, (_, opaque: string) => `${opaque}.${coding}"`);

const CODING_IN_TAG = new RegExp(`\\.(?:${CONTENT_CODINGS.join('|')})"$`);

/** The tag of what a tag's answer was before it was compressed: to a client, both stand for the same. */
const withoutCoding = (tag: string): string => tag.replace(CODING_IN_TAG, '"');

/**
 * The first of a list of ETags whose content is that of `tag`, maybe not to the byte (RFC 9110, 8.8.3.2).
 * @returns undefined when there is none
 */
function weakMatch(list: string, tag: string): string | undefined {
  if (list.trim() === '*') return tag;
  return tagsIn(list)
    .map((one) => one.replace(/^W\//, ''))
    .find((one) => withoutCoding(one) === tag);
}

/** Whether a list of ETags names one whose content is the same, maybe not to the byte (RFC 9110, 8.8.3.2). */
export const matchesWeakly = (list: string, tag: string): boolean => weakMatch(list, tag) !== undefined;

/** Whether a list of ETags names a strong one, in whatever coding its client got it. A weak one never does. */
export const matchesStrongly = (list: string, tag: string): boolean =>
  list.trim() === '*' || tagsIn(list).some((one) => withoutCoding(one) === tag);

/** Ours hold no commas: a foreign one that does falls into pieces, none of which is ours. */
const tagsIn = (list: string): string[] => list.split(',').map((one) => one.trim());

/** What a writer takes the resource to be (`If-Match`); undefined takes it as it is. */
export type ExpectedState = Precondition | undefined;

/** Compares what a writer takes a resource to be with what it is. */
export class Precondition {
  private constructor(
    private readonly organizationId: string,
    private readonly isMet: (tag: string, version: number) => boolean,
  ) {}

  /** One of the ETags of a list, none of them weak (RFC 9110, 13.1.1). */
  static ofTags(organizationId: string, list: string): Precondition {
    return new Precondition(organizationId, (tag) => matchesStrongly(list, tag));
  }

  static ofVersion(organizationId: string, expected: number): Precondition {
    return new Precondition(organizationId, (_tag, version) => version === expected);
  }

  /**
   * @param current the resource as a GET shows it, locked against other writers
   * @param sent what the writer wants to be there, of which the conflict names the fields that differ
   * @throws VersionConflict
   */
  require(current: Versioned, sent: object = {}): void {
    const tag = entityTag(this.organizationId, JSON.stringify(current));
    if (this.isMet(tag, current.version)) return;
    throw new VersionConflict({
      currentVersion: current.version,
      current: tag,
      differs: Object.keys(differencesOf(current, sent)),
    });
  }
}

/** The fields of `sent` whose value isn't what is there. */
export function differencesOf<S extends object>(current: object, sent: S): Partial<S> {
  const differs = ([field, value]: [string, unknown]) =>
    JSON.stringify(value) !== JSON.stringify(current[field as keyof typeof current]);
  return Object.fromEntries(Object.entries(sent).filter(differs)) as Partial<S>;
}

/** Sends, with the answer to a write, the ETag that a GET of the resource has from now on. */
export class EntityTagInterceptor implements NestInterceptor<object> {
  /** A field of the answer that no GET shows. */
  protected readonly shownOnce?: string;

  static without(shownOnce: string): Type<NestInterceptor> {
    return mixin(
      class extends EntityTagInterceptor {
        protected override readonly shownOnce = shownOnce;
      },
    );
  }

  intercept(execution: ExecutionContext, next: CallHandler<object>): Observable<object> {
    const http = execution.switchToHttp();
    const { organizationId } = http.getRequest<SignedInRequest>().principal;
    return next.handle().pipe(
      map((answer) => {
        const resource = this.shownOnce ? { ...answer, [this.shownOnce]: undefined } : answer;
        const tag = entityTag(organizationId, JSON.stringify(resource));
        void http.getResponse<FastifyReply>().header('etag', tag);
        return answer;
      }),
    );
  }
}

export const SENDS_TAGGED = 'common:sends-tagged';
/** Marks a public route that answers with `sendTagged`. Signed-in reads have their tags by themselves. */
export const SendsTagged = () => SetMetadata(SENDS_TAGGED, true);

/** Sends JSON, or content of another type, under its ETag or, to a client that has it already (`If-None-Match`), 304 without a body. */
export function sendTagged(
  reply: FastifyReply,
  content: string | Buffer,
  tag: string,
  type = 'application/json; charset=utf-8',
): FastifyReply {
  const list = reply.request.headers['if-none-match'];
  const known = list === undefined ? undefined : weakMatch(list, tag);
  // The tag that the client has: it is in the coding of the answer that it kept.
  if (known !== undefined) return reply.code(304).header('etag', known).send();
  return reply.code(200).header('etag', tag).header('content-type', type).send(content);
}

/** Sends what a GET shows in an organization: an object as JSON, a text as the type that its route says. */
export function sendRepresentation(reply: FastifyReply, representation: object | string): FastifyReply {
  const { organizationId } = (reply.request as SignedInRequest).principal;
  if (typeof representation === 'string') {
    const type = reply.getHeader('content-type') as string | undefined;
    return sendTagged(reply, representation, entityTag(organizationId, representation), type);
  }
  const json = JSON.stringify(representation);
  return sendTagged(reply, json, entityTag(organizationId, json));
}

/** Describes the header that `@IfMatch()` reads. */
export const ApiIfMatch = () =>
  ApiHeader({
    name: 'If-Match',
    required: false,
    description:
      'Write only if what it is about still has one of these ETags, or is there at all (`*`). Any other text, a weak ETag and ' +
      'one of another resource, is answered 412.',
  });

/** What `If-Match` says; undefined when the header is missing or `*`. */
export const IfMatch = createParamDecorator((_data: unknown, execution: ExecutionContext): ExpectedState => {
  const { headers, principal } = execution.switchToHttp().getRequest<SignedInRequest>();
  const list = headers['if-match'];
  if (list === undefined || list.trim() === '*') return undefined;
  return Precondition.ofTags(principal.organizationId, list);
});
