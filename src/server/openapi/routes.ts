import type { INestApplication, Type } from '@nestjs/common';
import { PARAMTYPES_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import type { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { OpenAPIObject } from '@nestjs/swagger';
import { type DocumentedOperation, type Verb, VERBS } from './schema.js';

/** What a handler reads from the request. */
export interface Argument {
  /** The name of the parameter; undefined where the handler takes all of them. */
  data?: string;
  pipes: unknown[];
  type: Type;
}

/** An operation of the document with the handler that answers it. */
export interface Route {
  verb: Verb;
  path: string;
  operation: DocumentedOperation;
  /** Carries the decorators. */
  handler: () => unknown;
  arguments: (kind: RouteParamtypes) => Argument[];
}

/** Names an operation while the document is made. A handler of several paths comes as `method[0]`, `method[1]` ... */
export const routeId = (controller: string, method: string): string =>
  `${controller}.${method.replace(/\[\d+\]$/, '')}`;

export function routesOf(app: INestApplication, document: OpenAPIObject): Route[] {
  const handlers = handlersOf(app);
  return Object.entries(document.paths).flatMap(([path, item]) =>
    VERBS.flatMap((verb) => {
      const operation = item[verb];
      const found = operation && handlers.get(operation.operationId ?? '');
      return found ? [{ verb, path, operation, ...found }] : [];
    }),
  );
}

function handlersOf(app: INestApplication): Map<string, Pick<Route, 'handler' | 'arguments'>> {
  const scanner = app.get(MetadataScanner, { strict: false });
  const handlers = new Map<string, Pick<Route, 'handler' | 'arguments'>>();
  for (const { metatype, instance } of app.get(DiscoveryService, { strict: false }).getControllers()) {
    const prototype = Object.getPrototypeOf(instance) as Record<string, () => unknown>;
    for (const name of scanner.getAllMethodNames(prototype))
      handlers.set(routeId(metatype?.name ?? '', name), {
        handler: prototype[name] as () => unknown,
        arguments: (kind) => argumentsOf(metatype as Type, prototype, name, kind),
      });
  }
  return handlers;
}

function argumentsOf(controller: Type, prototype: object, method: string, kind: RouteParamtypes): Argument[] {
  const all = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) ?? {}) as Record<
    string,
    Omit<Argument, 'type'> & { index: number }
  >;
  const types = (Reflect.getMetadata(PARAMTYPES_METADATA, prototype, method) ?? []) as Type[];
  return Object.entries(all)
    .filter(([key]) => key.startsWith(`${kind}:`))
    .map(([, { index, data, pipes }]) => ({ data, pipes, type: types[index] as Type }));
}
