import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { HeadersTooLarge, MalformedRequest, MethodNotAllowed, RequestTimeout } from '../http/http.errors.js';
import type { Problem } from '../common/problem.js';
import { METHODS } from './known-methods.js';
import { forbidSharing, NOT_SHARED } from './caching-headers.js';
import { sendProblem, toProblem } from '../http/problem.filter.js';
import { UnreadLimit } from './unread-limit.js';
import { SECURITY_HEADERS } from './security-headers.js';

/** Answers a path that can't be routed: no hook and no filter sees such a request, or what its body holds. */
export function answerUnroutable(error: Error, request: FastifyRequest, reply: FastifyReply): void {
  reply.headers(SECURITY_HEADERS).header('x-request-id', request.id).header('connection', 'close');
  forbidSharing(request, reply);
  sendProblem(toProblem(error), request, reply);
}

/**
 * Answers what isn't HTTP enough to become a request. What still comes is read on: closed at once, the connection would be reset
 * under a client that sends, and take the answer with it.
 */
export function answerUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy(error);
  const unread = new UnreadLimit(socket);
  socket.removeAllListeners('data').on('data', unread.count);
  socket.once('close', () => unread.lift());
  socket.end(answerWith(problemOf(error.code)));
}

/** Answers a CONNECT, which is for proxies, and which Node passes to no other handler. */
export function answerConnect(_request: IncomingMessage, socket: Duplex): void {
  socket.on('error', () => socket.destroy());
  socket.end(answerWith(MethodNotAllowed.but(METHODS, 'This is no proxy.')));
}

/** An answer that goes past Fastify, behind which the connection closes. */
function answerWith(problem: Problem): string {
  const { status } = problem;
  const requestId = uuidv7();
  const body = JSON.stringify(problem.describe('', requestId));
  const headers = {
    ...SECURITY_HEADERS,
    ...NOT_SHARED,
    ...problem.headers,
    'content-type': 'application/problem+json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'x-request-id': requestId,
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n');
}

function problemOf(code?: string): Problem {
  if (code === 'HPE_HEADER_OVERFLOW') return new HeadersTooLarge();
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new RequestTimeout();
  return new MalformedRequest();
}
