import { send } from '@fastify/send';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Sends a file: whole, or a range of it, or 304 when the client has it. */
export async function sendDownload(
  { folder, fileName, saveAs }: { folder: string; fileName: string; saveAs: string },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const { statusCode, headers, stream } = await send(request.raw, fileName, {
    root: folder,
    cacheControl: false,
  });
  await reply
    .code(statusCode)
    .headers(headers)
    .header('cache-control', 'private, no-cache')
    .header('content-disposition', `attachment; filename="${saveAs}"`)
    .send(stream);
}
