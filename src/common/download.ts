import { type ErrorSendResult, send } from '@fastify/send';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PreconditionFailed, RangeNotSatisfiable } from './http.errors.js';

/**
 * Sends a file: whole, or a range of it, or 304 when the client has it.
 * @throws RangeNotSatisfiable, PreconditionFailed
 */
export async function sendDownload(
  { folder, fileName, saveAs }: { folder: string; fileName: string; saveAs: string },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const result = await send(request.raw, fileName, { root: folder, cacheControl: false });
  if (result.type === 'error') throw toProblem(result);
  await reply
    .code(result.statusCode)
    .headers(result.headers)
    .header('cache-control', 'private, no-cache')
    .header('content-disposition', `attachment; filename="${saveAs}"`)
    .send(result.stream);
}

/** Its own errors are pages of HTML. */
function toProblem({ statusCode, headers, metadata }: ErrorSendResult): Error {
  if (statusCode === 412) return new PreconditionFailed();
  if (statusCode !== 416) return metadata.error;
  const problem = new RangeNotSatisfiable();
  problem.headers['content-range'] = headers['Content-Range'] ?? '';
  return problem;
}
