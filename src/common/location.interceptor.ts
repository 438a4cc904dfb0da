import { type CallHandler, type ExecutionContext, mixin, type NestInterceptor, type Type } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { tap, type Observable } from 'rxjs';

/** Sends where a created resource can be found: `path`/`id`. */
export abstract class LocationInterceptor {
  static under(path: string): Type<NestInterceptor> {
    class Under implements NestInterceptor<{ id: string }> {
      intercept(execution: ExecutionContext, next: CallHandler<{ id: string }>): Observable<{ id: string }> {
        const reply = execution.switchToHttp().getResponse<FastifyReply>();
        return next.handle().pipe(tap(({ id }) => void reply.header('location', `${path}/${id}`)));
      }
    }
    return mixin(Under);
  }
}
