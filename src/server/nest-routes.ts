import type { ExecutionContext, INestApplication } from '@nestjs/common';
import { PARAMTYPES_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import type { Type } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { RouteConfig } from '@nestjs/platform-fastify';
import { FASTIFY_ROUTE_CONFIG_METADATA } from '@nestjs/platform-fastify/constants.js';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Shape, shapeOf } from '../http/shape.js';

/** The handler of a controller, as the server knows it before it has read the body. */
export interface NestRoute {
  /** Carries the decorators. */
  handler: () => unknown;
  /** What the body has to be; undefined where the handler takes none. */
  shape?: Shape;
  /** Whether the handler takes parameters of the query. */
  takesQuery: boolean;
}

/** What a route has beside its path. */
export interface RouteSettings {
  nest?: NestRoute;
}

/** Lets the server find the handler of a route. Has to come before the routes. */
export function nameRoutes(app: INestApplication): void {
  const scanner = app.get(MetadataScanner, { strict: false });
  for (const { metatype, instance } of app.get(DiscoveryService, { strict: false }).getControllers()) {
    const prototype = Object.getPrototypeOf(instance) as Record<string, () => unknown>;
    for (const name of scanner.getAllMethodNames(prototype)) {
      const handler = prototype[name] as () => unknown;
      const settings = (Reflect.getMetadata(FASTIFY_ROUTE_CONFIG_METADATA, handler) ?? {}) as RouteSettings;
      const parameters = parametersOf(metatype as Type, name);
      const shape = bodyShape(parameters, prototype, name);
      const takesQuery = parameterOf(RouteParamtypes.QUERY, parameters) !== undefined;
      const nest: NestRoute = { handler, shape, takesQuery };
      RouteConfig({ ...settings, nest })(prototype, name, { value: handler });
    }
  }
}

/** @returns undefined where no controller answers */
export const routeOf = ({ routeOptions }: FastifyRequest): NestRoute | undefined =>
  (routeOptions.config as RouteSettings | undefined)?.nest;

/** What a guard is asked with, for hooks that ask one before the body is read. */
export const executionOf = (request: FastifyRequest, reply: FastifyReply): ExecutionContext =>
  new ExecutionContextHost([request, reply], undefined, routeOf(request)?.handler);

/** What a handler reads from the request, by what it is and its place. */
type Parameters = Record<string, { index: number }>;

const parametersOf = (controller: Type, method: string): Parameters =>
  (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) ?? {}) as Parameters;

const parameterOf = (kind: RouteParamtypes, parameters: Parameters): { index: number } | undefined =>
  Object.entries(parameters).find(([key]) => key.startsWith(`${kind}:`))?.[1];

function bodyShape(parameters: Parameters, prototype: object, method: string): Shape | undefined {
  const body = parameterOf(RouteParamtypes.BODY, parameters);
  if (!body) return undefined;
  const types = Reflect.getMetadata(PARAMTYPES_METADATA, prototype, method) as Type[];
  return shapeOf(types[body.index] as Type);
}
