import type { FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import type { SeenRequest } from './seen-request.js';

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Writes a line of the log about a request that was answered. Reads that succeed are most of the requests, health
 * checks and scrapes among them: they are counted by the metrics, and have a line from `LOG_LEVEL=debug` on.
 */
export function logRequest(logger: Logger, request: SeenRequest, reply: FastifyReply): void {
  const level = READS.has(request.method) && reply.statusCode < 400 ? 'debug' : 'info';
  if (!logger.isLevelEnabled(level)) return;
  logger[level]({
    event: 'request.completed',
    msg: 'A request was answered',
    requestId: request.id,
    organizationId: request.principal?.organizationId,
    userId: request.principal?.userId,
    traceId: request.traceId,
    method: request.method,
    path: request.url.split('?')[0],
    status: reply.statusCode,
    ms: Math.round(reply.elapsedTime * 10) / 10,
  });
}
