import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  mixin,
  type NestInterceptor,
  type Type,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { tap, type Observable } from 'rxjs';
import { Config } from '../config/config.js';
import { publicPath } from './public-path.js';

/** Sends where a created resource can be found: `path`/<id>, behind the path that the service is at. */
export abstract class LocationInterceptor {
  static under(path: string, idField = 'id'): Type<NestInterceptor> {
    @Injectable()
    class Under extends LocationInterceptor implements NestInterceptor<Record<string, unknown>> {
      private readonly path: string;

      constructor(config: Config) {
        super();
        this.path = publicPath(config) + path;
      }

      intercept(execution: ExecutionContext, next: CallHandler): Observable<Record<string, unknown>> {
        const reply = execution.switchToHttp().getResponse<FastifyReply>();
        const locate = (created: Record<string, unknown>) =>
          reply.header('location', `${this.path}/${String(created[idField])}`);
        return next.handle().pipe(tap((created: Record<string, unknown>) => void locate(created)));
      }
    }
    return mixin(Under);
  }
}
