import type { FastifyRequest } from 'fastify';
import type { Principal } from '../context/principal.js';

/** Whether `x-tenant-id`, where a request has it, names the organization of its token. Ids compare without case. */
export function namesTenantOf({ organizationId }: Principal, { headers }: FastifyRequest): boolean {
  const named = headers['x-tenant-id'];
  return named === undefined || String(named).toLowerCase() === organizationId;
}
