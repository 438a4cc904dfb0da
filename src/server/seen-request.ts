import type { FastifyRequest } from 'fastify';
import type { Principal } from '../context/principal.js';

/** A request with what was found out about it on its way. */
export interface SeenRequest extends FastifyRequest {
  principal?: Principal;
  traceId?: string;
}
