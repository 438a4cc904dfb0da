import {
  type CallHandler,
  type ExecutionContext,
  mixin,
  type NestInterceptor,
  type Type,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { tap, type Observable } from 'rxjs';

/** Sends where a created resource can be found: `path`/<id>. */
export abstract class LocationInterceptor {
  static under(path: string, idField = 'id'): Type<NestInterceptor> {
    class Under implements NestInterceptor<Record<string, unknown>> {
      intercept(execution: ExecutionContext, next: CallHandler): Observable<Record<string, unknown>> {
        const reply = execution.switchToHttp().getResponse<FastifyReply>();
        const locate = (created: Record<string, unknown>) =>
          reply.header('location', `${path}/${String(created[idField])}`);
        return next.handle().pipe(tap((created: Record<string, unknown>) => void locate(created)));
      }
    }
    return mixin(Under);
  }
}
