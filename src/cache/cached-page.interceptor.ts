import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';
import type { CachedPage } from './page-cache.js';

/** Sends a cached page as the bytes it is, and says whether the cache had it. */
@Injectable()
export class CachedPageInterceptor implements NestInterceptor<CachedPage, string> {
  intercept(execution: ExecutionContext, next: CallHandler<CachedPage>): Observable<string> {
    const reply = execution.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      map(({ body, hit }) => {
        reply
          .header('content-type', 'application/json; charset=utf-8')
          .header('x-cache', hit ? 'HIT' : 'MISS');
        return body;
      }),
    );
  }
}
