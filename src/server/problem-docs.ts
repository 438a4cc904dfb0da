import { Injectable } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { ProblemType } from '../common/problem.js';
import { ValidationFailed } from '../common/problem.js';
import {
  InternalError,
  MalformedBody,
  MalformedRequest,
  PayloadTooLarge,
  RequestTimeout,
  ServiceUnavailable,
  UnsupportedContentEncoding,
  UnsupportedMediaType,
} from '../http/http.errors.js';
import { ServiceBusy } from '../common/service-busy.js';
import { RateLimited } from '../rate-limiter/rate-limiter.errors.js';
import { RAISES } from '../http/raises.decorator.js';
import { OrganizationUnavailable } from '../tenancy/tenancy.errors.js';
import { FRESH_SIGN_IN, PERMISSION, PLATFORM_ADMIN, PUBLIC } from '../access/access.decorators.js';
import {
  FreshSignInRequired,
  InvalidToken,
  NotAuthenticated,
  PermissionDenied,
  SessionRequired,
  TenantMismatch,
  UnknownHost,
} from '../access/access.errors.js';
import { TokenExpired, TokenRevoked } from '../access/access.errors.js';
import { needsSession, type Permission } from '../access/permissions.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

const PROBLEM_SCHEMA = {
  type: 'object',
  description: 'An error, as RFC 9457 has it. Branch on `code`: it is stable.',
  required: ['type', 'title', 'status', 'instance', 'code', 'requestId'],
  properties: {
    type: { type: 'string', example: 'about:blank' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string' },
    code: { type: 'string' },
    requestId: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'message'],
        properties: { field: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
} as const;

/** The id of a handler in the OpenAPI document. One with several paths comes as `method[0]`, `method[1]` ... */
export const operationId = (controller: string, method: string): string =>
  `${controller.replace(/Controller$/, '')}_${method.replace(/\[(\d+)\]$/, '_$1')}`;

/** Adds to the OpenAPI document which problems each call can answer with, and who may call it. */
@Injectable()
export class ProblemDocs {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  describe(document: OpenAPIObject): OpenAPIObject {
    const handlers = this.handlers();
    for (const [path, item] of Object.entries(document.paths)) {
      for (const method of METHODS) {
        const operation = item[method];
        const handler = operation && handlers.get(operation.operationId?.replace(/_\d+$/, '') ?? '');
        if (handler) this.describeOperation(operation, handler, path);
      }
    }
    document.components = {
      ...document.components,
      schemas: { ...document.components?.schemas, Problem: PROBLEM_SCHEMA as never },
    };
    return document;
  }

  private describeOperation(operation: Operation, handler: () => unknown, path: string): void {
    const problems = [...(this.reflector.get<ProblemType[]>(RAISES, handler) ?? [])];
    if (operation.requestBody)
      problems.push(
        MalformedBody,
        RequestTimeout,
        PayloadTooLarge,
        UnsupportedMediaType,
        UnsupportedContentEncoding,
      );
    if (operation.requestBody || operation.parameters?.length) problems.push(ValidationFailed);
    if (!this.reflector.get<boolean>(PUBLIC, handler)) {
      operation.security = [{ bearer: [] }];
      problems.push(
        NotAuthenticated,
        InvalidToken,
        TokenExpired,
        TokenRevoked,
        PermissionDenied,
        TenantMismatch,
      );
    }
    const permissions = this.reflector.get<Permission[]>(PERMISSION, handler);
    if (permissions) problems.push(OrganizationUnavailable);
    if (permissions?.every(needsSession) || this.reflector.get(PLATFORM_ADMIN, handler))
      problems.push(SessionRequired);
    if (this.reflector.get(FRESH_SIGN_IN, handler)) problems.push(FreshSignInRequired);
    if (!path.startsWith('/health')) problems.push(RateLimited);
    problems.push(MalformedRequest, UnknownHost, InternalError, ServiceUnavailable, ServiceBusy);
    for (const [status, types] of Map.groupBy(problems, (problem) => problem.status)) {
      operation.responses[status] ??= problemResponse(types, path);
    }
  }

  private handlers(): Map<string, () => unknown> {
    const handlers = new Map<string, () => unknown>();
    for (const { metatype, instance } of this.discovery.getControllers()) {
      const prototype = Object.getPrototypeOf(instance) as Record<string, () => unknown>;
      for (const name of this.scanner.getAllMethodNames(prototype)) {
        handlers.set(operationId(metatype?.name ?? '', name), prototype[name] as () => unknown);
      }
    }
    return handlers;
  }
}

function problemResponse(types: ProblemType[], path: string) {
  const examples = types.map((type) => {
    const { status, code, title } = type;
    const { detail, extras } = new type();
    const requestId = '019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b';
    const value = { type: 'about:blank', title, status, detail, instance: path, code, requestId, ...extras };
    return [code, { summary: title, value }];
  });
  return {
    description: types.map(({ code }) => `\`${code}\``).join(', '),
    content: {
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
        examples: Object.fromEntries(examples) as Record<string, object>,
      },
    },
  };
}
