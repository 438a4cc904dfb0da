import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { ExpectationFailed, HeadersTooLarge, MalformedRequest, RequestTimeout } from '../http/http.errors.js';
import type { Problem } from '../common/problem.js';
import { forbidSharing } from './caching-headers.js';
import { sendProblem, toProblem } from '../http/problem.filter.js';
import { SECURITY_HEADERS } from './security-headers.js';

/** Answers a path that can't be routed: no hook and no filter sees such a request, or what its body holds. */
export function answerUnroutable(error: Error, request: FastifyRequest, reply: FastifyReply): void {
  reply.headers(SECURITY_HEADERS).header('x-request-id', request.id).header('connection', 'close');
  forbidSharing(request, reply);
  sendProblem(toProblem(error), request, reply);
}

/** Answers what isn't HTTP enough to become a request. */
export function answerUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (socket.writable && error.code !== 'ECONNRESET') {
    const { status, headers, body } = describe(problemOf(error.code));
    const head = [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  }
  socket.destroy(error);
}

/** Answers an `Expect` other than 100-continue (RFC 9110, 10.1.1), which Node passes to no other handler. */
export function answerUnexpected(_request: IncomingMessage, response: ServerResponse): void {
  const { status, headers, body } = describe(new ExpectationFailed());
  response.writeHead(status, headers).end(body);
}

/** An answer that goes past Fastify, behind which the connection closes. */
function describe(problem: Problem): { status: number; headers: Record<string, string>; body: string } {
  const requestId = uuidv7();
  const body = JSON.stringify(problem.describe('', requestId));
  return {
    status: problem.status,
    headers: {
      ...SECURITY_HEADERS,
      'content-type': 'application/problem+json; charset=utf-8',
      'content-length': String(Buffer.byteLength(body)),
      'x-request-id': requestId,
      connection: 'close',
    },
    body,
  };
}

function problemOf(code?: string): Problem {
  if (code === 'HPE_HEADER_OVERFLOW') return new HeadersTooLarge();
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new RequestTimeout();
  return new MalformedRequest();
}
