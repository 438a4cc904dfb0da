import {
  type CallHandler,
  type ExecutionContext,
  mixin,
  type NestInterceptor,
  type Type,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { tap, type Observable } from 'rxjs';

type Created = Record<string, unknown>;

/** Sends where a created resource can be found. */
export abstract class LocationInterceptor {
  /** At `path`/<id>. */
  static under(path: string, idField = 'id'): Type<NestInterceptor> {
    return locating((created) => `${path}/${String(created[idField])}`);
  }

  /** At a path that is the same for each. */
  static at(path: string): Type<NestInterceptor> {
    return locating(() => path);
  }
}

function locating(locate: (created: Created) => string): Type<NestInterceptor> {
  class Locating implements NestInterceptor<Created> {
    intercept(execution: ExecutionContext, next: CallHandler): Observable<Created> {
      const reply = execution.switchToHttp().getResponse<FastifyReply>();
      return next.handle().pipe(tap((created: Created) => void reply.header('location', locate(created))));
    }
  }
  return mixin(Locating);
}
