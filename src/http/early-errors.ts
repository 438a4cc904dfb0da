import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { HeadersTooLarge, MalformedRequest, RequestTimeout } from '../common/http.errors.js';
import { forbidSharing } from './caching-headers.js';
import { sendProblem, toProblem } from '../common/problem.filter.js';

/** Answers a path that can't be routed: no hook and no filter sees such a request. */
export function answerUnroutable(error: Error, request: FastifyRequest, reply: FastifyReply): void {
  reply.header('x-request-id', request.id);
  forbidSharing(request, reply);
  sendProblem(toProblem(error), request, reply);
}

/** Answers what isn't HTTP enough to become a request. */
export function answerUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (socket.writable && error.code !== 'ECONNRESET') {
    const { status, code, title, detail } = problemOf(error.code);
    const requestId = uuidv7();
    const body = JSON.stringify({
      type: 'about:blank',
      title,
      status,
      detail,
      instance: '',
      code,
      requestId,
    });
    const head = [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'Content-Type: application/problem+json; charset=utf-8',
      'Cache-Control: no-store',
      `Content-Length: ${Buffer.byteLength(body)}`,
      `X-Request-Id: ${requestId}`,
      'Connection: close',
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  }
  socket.destroy(error);
}

function problemOf(code?: string) {
  if (code === 'HPE_HEADER_OVERFLOW') return new HeadersTooLarge();
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new RequestTimeout();
  return new MalformedRequest();
}
