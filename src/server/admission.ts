import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RequestContext } from '../context/request-context.js';
import type { AuthenticationGuard } from '../access/authentication.guard.js';
import type { PermissionGuard } from '../access/permission.guard.js';
import { executionOf, routeOf } from './nest-routes.js';
import { UnreadLimit } from './unread-limit.js';
import { refuseUnreadable } from './uploads.js';

/**
 * Runs the guards before the body is read, so that no body is read from a client that is refused, or for a path
 * where there is nothing. The guards run again in their own place, and decide.
 */
export function admitBeforeBody(
  fastify: FastifyInstance,
  context: RequestContext,
  authentication: AuthenticationGuard,
  permission: PermissionGuard,
): void {
  fastify.addHook('preParsing', async (request, reply) => {
    if (!hasBody(request)) return;
    if (routeOf(request)) {
      const execution = executionOf(request, reply);
      await context.run({ requestId: request.id }, async () => {
        await authentication.canActivate(execution);
        await permission.canActivate(execution);
      });
    }
    refuseUnreadable(request);
    askForBody(request);
  });
  fastify.addHook('onSend', (request, reply, _payload, done) => {
    // A body that is too slow isn't waited for any longer.
    const isLate = reply.statusCode === 408;
    if (hasBody(request) && !request.raw.complete && !isLate) answerEarly(request, reply);
    done();
  });
}

const hasBody = ({ headers }: FastifyRequest): boolean =>
  headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';

/** Requests whose client waits for `100 Continue` before it sends the body. */
const waiting = new WeakMap<IncomingMessage, ServerResponse>();

/** `100-continue` is the only expectation that there is (RFC 9110, 10.1.1). */
export const isExpected = (expect: string | undefined): boolean =>
  expect === undefined || expect.toLowerCase() === '100-continue';

/**
 * Lets clients that ask first (RFC 9110, 10.1.1) keep a body that would not be read. Other expectations are refused
 * by the hook of all requests.
 */
export function answerExpectations(
  server: Server,
  route: (request: IncomingMessage, response: ServerResponse) => void,
): void {
  server.on('checkExpectation', route);
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    waiting.set(request, response);
    route(request, response);
  });
}

function askForBody({ raw }: FastifyRequest): void {
  waiting.get(raw)?.writeContinue();
  waiting.delete(raw);
}

/**
 * Leaves the connection open behind an answer that comes before the body: closed at once, it would be
 * reset under a client that still sends, and take the answer with it. The body is discarded, within
 * limits.
 */
function answerEarly({ raw }: FastifyRequest, reply: FastifyReply): void {
  const response = reply.removeHeader('connection').raw;
  const isLast = !response.shouldKeepAlive;
  response.shouldKeepAlive = true;
  // Unless it was removed, Node would promise that the connection stays.
  if (isLast) response.removeHeader('connection');
  const { socket } = raw;
  const unread = new UnreadLimit(socket);
  response.once('finish', () => raw.on('data', unread.count));
  raw.once('close', () => {
    unread.lift();
    if (!isLast) return;
    if (response.writableFinished) socket.end();
    else response.once('finish', () => socket.end());
  });
}
