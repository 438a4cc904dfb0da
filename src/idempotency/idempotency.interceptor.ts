import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { ValidationFailed } from '../common/problem.js';
import { IdempotencyService, type Outcome } from './idempotency.service.js';
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
    private readonly reflector: Reflector,
  ) {}

  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = execution.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const header = request.headers['idempotency-key'];
    if (header === undefined) return next.handle();
    const reply = http.getResponse<FastifyReply>();
    const { method, routeOptions, url, body } = request;
    const claim = {
      key: readKey(header),
      route: `${method} ${routeOptions.url}`,
      fingerprint: fingerprintOf(method, url, body),
      transaction: this.reflector.get<'tenant' | 'shared'>(TRANSACTION, execution.getHandler()),
      secrets: this.reflector.get<string[]>(SECRETS, execution.getHandler()),
    };
    const answer = async (): Promise<Outcome> => ({
      body: await lastValueFrom<unknown>(next.handle()),
      status: reply.statusCode,
      headers: keptHeaders(reply),
    });
    return from(this.idempotency.once(claim, answer).then((outcome) => send(reply, outcome)));
  }
}

/** @throws ValidationFailed */
function readKey(header: string | string[]): string {
  if (typeof header === 'string' && /^[\x20-\x7e]{1,255}$/.test(header)) return header;
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
