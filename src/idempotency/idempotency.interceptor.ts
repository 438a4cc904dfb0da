import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { acceptsFile } from '../http/file-upload.js';
import { ValidationFailed } from '../common/problem.js';
import { IdempotencyService, type Outcome } from './idempotency.service.js';
import { type UploadClaim, IdempotentUploads } from './idempotent-uploads.js';
import { fingerprintOf } from './fingerprint.js';

export const TRANSACTION = 'idempotency:transaction';
export const SECRETS = 'idempotency:secrets';

/** What an answer consists of besides status and body. */
const KEPT_HEADERS = ['etag', 'location'] as const;

/**
 * Answers a request with an `Idempotency-Key` that was answered before with that answer. It stands
 * around all other interceptors of the handler, so that their headers belong to the answer.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly idempotency: IdempotencyService,
    private readonly uploads: IdempotentUploads,
    private readonly reflector: Reflector,
  ) {}

  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = execution.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const header = request.headers['idempotency-key'];
    if (header === undefined) return next.handle();
    const reply = http.getResponse<FastifyReply>();
    const { method, routeOptions, url, body } = request;
    const key = {
      key: readKey(header),
      route: `${method} ${routeOptions.url}`,
      transaction: this.reflector.get<'tenant' | 'shared'>(TRANSACTION, execution.getHandler()),
      secrets: this.reflector.get<string[]>(SECRETS, execution.getHandler()),
    };
    const handle = (): Promise<unknown> => lastValueFrom<unknown>(next.handle());
    if (acceptsFile(request))
      return from(this.takeFile(request, reply, { ...key, status: reply.statusCode }, handle));
    const claim = { ...key, fingerprint: fingerprintOf(method, url, body) };
    const answer = async (): Promise<Outcome> => ({
      body: await handle(),
      status: reply.statusCode,
      headers: keptHeaders(reply),
    });
    return from(this.idempotency.once(claim, answer).then((outcome) => send(reply, outcome)));
  }

  /** The handler's service stores the answer with the change, which comes long after the request's beginning. */
  private async takeFile(
    request: FastifyRequest,
    reply: FastifyReply,
    claim: UploadClaim,
    handle: () => Promise<unknown>,
  ): Promise<unknown> {
    const { body, isReplay } = await this.uploads.handle(request, claim, handle);
    if (isReplay) void reply.header('idempotency-replayed', 'true');
    return body;
  }
}

/** What a key may be: 1 to 255 printable ASCII characters. */
export const KEY = /^[\x20-\x7e]{1,255}$/;

/** @throws ValidationFailed */
function readKey(header: string | string[]): string {
  if (typeof header === 'string' && KEY.test(header)) return header;
  throw ValidationFailed.of('Idempotency-Key', 'Idempotency-Key must be 1 to 255 printable ASCII characters');
}

function keptHeaders(reply: FastifyReply): Record<string, string> {
  const set = KEPT_HEADERS.map((name) => [name, reply.getHeader(name)] as const);
  return Object.fromEntries(
    set.filter((entry): entry is [(typeof KEPT_HEADERS)[number], string] => !!entry[1]),
  );
}

function send(reply: FastifyReply, { body, status, headers, isReplay }: Outcome): unknown {
  if (isReplay) void reply.code(status).headers({ ...headers, 'idempotency-replayed': 'true' });
  return body;
}
