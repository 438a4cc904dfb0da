import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { isKnown, NOT_MODIFIED } from '../common/entity-tag.js';
import { CachedPage } from '../cache/page-cache.js';

/**
 * Fastify, which also sends a cached page as the bytes it is, says whether the cache had it, and sends
 * nobody what they have already.
 */
export class HttpAdapter extends FastifyAdapter {
  override reply(response: FastifyReply, body: unknown, statusCode?: number) {
    if (body === NOT_MODIFIED) return response.code(304).send();
    if (!(body instanceof CachedPage)) return super.reply(response as never, body, statusCode);
    void response.header('etag', body.tag).header('x-cache', body.hit ? 'HIT' : 'MISS');
    if (isKnown(response.request, body.tag)) return response.code(304).send();
    return response
      .code(statusCode ?? 200)
      .header('content-type', 'application/json; charset=utf-8')
      .send(body.body);
  }
}
