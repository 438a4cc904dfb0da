import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  mixin,
  type NestInterceptor,
  type Type,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { tap, type Observable } from 'rxjs';
import { Config } from '../config/config.js';
import { publicPath } from './public-path.js';

type Created = Record<string, unknown>;

/** Sends where a created resource can be found, behind the path that the service is at. */
export abstract class LocationInterceptor {
  /** At `path`/<id>. */
  static under(path: string, idField = 'id'): Type<NestInterceptor> {
    return locating((created) => `${path}/${String(created[idField])}`);
  }

  /** At the path of the request, and /<id>. */
  static below(idField = 'id'): Type<NestInterceptor> {
    return locating((created, path) => `${path}/${String(created[idField])}`);
  }

  /** At a path that is the same for each. */
  static at(path: string): Type<NestInterceptor> {
    return locating(() => path);
  }
}

function locating(locate: (created: Created, path: string) => string): Type<NestInterceptor> {
  @Injectable()
  class Locating extends LocationInterceptor implements NestInterceptor<Created> {
    private readonly basePath: string;

    constructor(config: Config) {
      super();
      this.basePath = publicPath(config);
    }

    intercept(execution: ExecutionContext, next: CallHandler): Observable<Created> {
      const http = execution.switchToHttp();
      const reply = http.getResponse<FastifyReply>();
      const [path = ''] = http.getRequest<FastifyRequest>().url.split('?');
      const send = (created: Created) => void reply.header('location', this.basePath + locate(created, path));
      return next.handle().pipe(tap(send));
    }
  }
  return mixin(Locating);
}
