import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  InternalError,
  MalformedBody,
  PayloadTooLarge,
  RouteNotFound,
  ServiceUnavailable,
  UnsupportedMediaType,
} from './http.errors.js';
import { challenge } from './challenge.js';
import { ServiceBusy } from '../common/service-busy.js';
import { Problem, ValidationFailed } from '../common/problem.js';

/** Answers every error as `application/problem+json` (RFC 9457), and logs those that are ours. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  /** @param translate makes problems of errors that are known further up; returns others as they are */
  constructor(private readonly translate: (error: unknown) => unknown) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const problem = toProblem(this.translate(error));
    // Who floods the service mustn't flood its log as well.
    const isOurs = problem.status >= 500 && !(problem instanceof ServiceBusy);
    if (isOurs)
      this.logger.error({
        event: 'request.failed',
        msg: 'A request failed for a reason that is not its own',
        requestId: request.id,
        code: problem.code,
        err: error,
      });
    sendProblem(problem, request, http.getResponse<FastifyReply>());
  }
}

/** What an answer may have said before its transaction failed. */
const OF_SUCCESS = ['etag', 'location'];

export function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply): void {
  const instance = request.url.split('?')[0] as string;
  // Every one has to (RFC 9110, 15.5.2), also one that is about a password.
  if (problem.status === 401) void reply.header('www-authenticate', challenge());
  for (const header of OF_SUCCESS) void reply.removeHeader(header);
  // What fails before the hooks of requests has none yet.
  void reply.header('x-request-id', request.id);
  void reply
    .code(problem.status)
    .headers(problem.headers)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(JSON.stringify(problem.describe(instance, request.id)));
}

export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { statusCode, code, message } = error as { statusCode?: number; code?: string; message?: string };
  const status = error instanceof HttpException ? error.getStatus() : statusCode;
  if (status === 413) return new PayloadTooLarge();
  if (status === 415) return new UnsupportedMediaType();
  if (status === 404) return new RouteNotFound();
  if (isPathError(code)) return ValidationFailed.of('path', 'The path is not valid.');
  if (status === 400) return new MalformedBody({ detail: message });
  return isUnavailable(error) ? new ServiceUnavailable() : new InternalError();
}

const PATH_ERRORS = new Set(['FST_ERR_BAD_URL', 'FST_ERR_ASYNC_CONSTRAINT', 'FST_ERR_MAX_PARAM_LENGTH']);
const isPathError = (code?: string): boolean => code !== undefined && PATH_ERRORS.has(code);

/** The database went away, gave up on a statement, or is so busy that no connection came free. */
function isUnavailable(error: unknown): boolean {
  const { code, message } = ((error as { driverError?: unknown }).driverError ?? error) as {
    code?: unknown;
    message?: unknown;
  };
  // Classes 08 (connection), 53 (resources) and 57 (cancelled, time-out, shutdown) of PostgreSQL's codes.
  return (
    (typeof code === 'string' && /^(08|53|57|ECONN|EPIPE|ETIMEDOUT)/.test(code)) ||
    (typeof message === 'string' &&
      /Connection terminated|not queryable|connection error|already released|timeout exceeded when trying to connect|Waited too long for a database connection/.test(
        message,
      ))
  );
}
