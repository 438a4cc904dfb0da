import type { FastifyReply } from 'fastify';

/** Names a header of the request that the answer depends on, beside those that are named already (RFC 9110, 12.5.5). */
export function varyBy(header: string, reply: FastifyReply): void {
  const named = reply.getHeader('vary');
  void reply.header('vary', named ? `${String(named)}, ${header}` : header);
}
