import { StreamableFile } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { encodeBy } from '../http/content-coding.js';
import { sendRepresentation, sendTagged } from '../http/entity-tag.js';
import { CachedPage } from '../cache/page-cache.js';
import type { SeenRequest } from './seen-request.js';

/**
 * Fastify, which also sends a cached page as the bytes it is and says whether the cache had it, and gives
 * everything that a signed-in caller reads an ETag.
 */
export class HttpAdapter extends FastifyAdapter {
  /** Whether the process takes no further connections. */
  isStopping = false;

  /**
   * The first step of a shutdown: whoever connects from here on finds another process, such as a client whose stream ends.
   * What comes over the connections that are open is answered.
   */
  override beforeClose(): void {
    this.isStopping = true;
    this.getHttpServer().close();
  }

  override reply(response: FastifyReply, body: unknown, statusCode?: number) {
    if (body instanceof CachedPage) {
      const { json, tag, hit } = body;
      if (response.request.headers['accept-encoding'] !== undefined)
        encodeBy(json, (coding) => body.encode(coding));
      return sendTagged(response.header('x-cache', hit ? 'HIT' : 'MISS'), json, tag);
    }
    const { method, principal } = response.request as SeenRequest;
    const isRead = principal !== undefined && (method === 'GET' || method === 'HEAD');
    const isShown = typeof body === 'string' || (typeof body === 'object' && body !== null);
    if (isRead && isShown && !(body instanceof StreamableFile)) return sendRepresentation(response, body);
    return super.reply(response as never, body, statusCode);
  }
}
