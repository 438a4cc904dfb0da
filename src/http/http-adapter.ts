import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { CachedPage } from '../cache/page-cache.js';

/** Fastify, which also sends a cached page as the text it is, and says whether the cache had it. */
export class HttpAdapter extends FastifyAdapter {
  override reply(response: FastifyReply, body: unknown, statusCode?: number) {
    if (!(body instanceof CachedPage)) return super.reply(response as never, body, statusCode);
    return response
      .code(statusCode ?? 200)
      .header('content-type', 'application/json; charset=utf-8')
      .header('x-cache', body.hit ? 'HIT' : 'MISS')
      .send(body.body);
  }
}
