import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { MethodNotAllowed, RouteNotFound } from '../http/http.errors.js';
import { PATCH_TYPES } from '../http/media-type.js';

/** What the server answers to, in the order in which `Allow` names it. */
export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

interface Pattern {
  expression: RegExp;
  methods: Set<string>;
}

/** The methods that each path answers to, as the routes say. */
export class KnownMethods {
  private readonly fixed = new Map<string, Set<string>>();
  private readonly patterns = new Map<string, Pattern>();

  /** Learns of all routes. Has to come before them. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', ({ url, method }) => {
      for (const one of [method].flat()) if (one !== 'OPTIONS') this.add(url, one);
    });
  }

  /** @returns undefined for a path where there is nothing */
  of(path: string): string[] | undefined {
    const found = new Set(this.fixed.get(path));
    if (found.size === 0)
      for (const { expression, methods } of this.patterns.values())
        if (expression.test(path)) for (const method of methods) found.add(method);
    if (found.size === 0) return undefined;
    return METHODS.filter((method) => method === 'OPTIONS' || found.has(method));
  }

  /**
   * Whether the router took a path for a parameter of another one, because the method isn't known at its own: it would
   * take `DELETE /tasks/mine` for that of a task named `mine`.
   */
  isMistaken({ method, url, routeOptions }: FastifyRequest): boolean {
    if (!routeOptions.url?.includes(':')) return false;
    const own = this.fixed.get(pathOf(url));
    return own !== undefined && !own.has(method);
  }

  private add(url: string, method: string): void {
    if (/[:*]/.test(url)) {
      const pattern = this.patterns.get(url) ?? { expression: expressionOf(url), methods: new Set() };
      this.patterns.set(url, pattern);
      pattern.methods.add(method);
    } else {
      const methods = this.fixed.get(url) ?? new Set();
      this.fixed.set(url, methods.add(method));
    }
  }
}

/**
 * Answers a method that a path doesn't know with those that it does (RFC 9110, 9.3.7 and 15.5.6): 405, and OPTIONS,
 * which is asked by browsers before they call from another origin, too. Has to come before bodies are read.
 */
export function answerMethods(fastify: FastifyInstance, known: KnownMethods): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    if (request.method !== 'OPTIONS') return done();
    if (request.originalUrl === '*') return void reply.code(204).header('allow', METHODS.join(', ')).send();
    const methods = known.of(pathOf(request.url));
    // Whether a page may call is a question of its origin: the call itself says what there is.
    if (!methods && !isPreflight(request)) return done(new RouteNotFound());
    void describe(methods ?? [], reply)
      .code(204)
      .send();
  });
  fastify.addHook('preParsing', (request, _reply, _payload, done) => {
    if (!request.is404 && !known.isMistaken(request)) return done();
    const methods = known.of(pathOf(request.url));
    done(methods ? MethodNotAllowed.but(methods) : new RouteNotFound());
  });
}

/** Has `OPTIONS *`, which is about the server as a whole and names no path, take the way of the others. */
export const routableTarget = ({ method, url = '' }: { method?: string; url?: string }): string =>
  method === 'OPTIONS' && url === '*' ? '/*' : url;

const pathOf = (url: string): string => url.split('?', 1)[0] as string;

const isPreflight = ({ headers }: FastifyRequest): boolean =>
  headers.origin !== undefined && headers['access-control-request-method'] !== undefined;

function describe(methods: string[], reply: FastifyReply): FastifyReply {
  if (methods.length > 0) void reply.header('allow', methods.join(', '));
  // RFC 5789, 3.1.
  if (methods.includes('PATCH')) void reply.header('accept-patch', PATCH_TYPES.join(', '));
  return reply;
}

function expressionOf(url: string): RegExp {
  const parts = url.split(/(:\w+|\*)/).map((part) => {
    if (part === '*') return '.*';
    return part.startsWith(':') ? '[^/]+' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('')}$`);
}
