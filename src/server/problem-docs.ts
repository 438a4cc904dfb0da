import { Reflector } from '@nestjs/core';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { ProblemType } from '../common/problem.js';
import { ValidationFailed } from '../common/problem.js';
import {
  ExpectationFailed,
  HeadersTooLarge,
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
import { FailedDependency } from '../modules/tasks/tasks.errors.js';
import { needsSession, type Permission } from '../access/permissions.js';
import { headersOfProblems } from './openapi/headers.js';
import { describeProblem, PROBLEM, schemaNameOf } from './openapi/problem-schemas.js';
import type { Route } from './openapi/routes.js';
import { pascalCase, refTo, type DocumentedResponse, type Schema, schemasOf } from './openapi/schema.js';
import { isRateLimited } from './rate-limit-hook.js';

const reflector = new Reflector();

/** Adds to the OpenAPI document which problems each call can answer with, each with a schema and an example. */
export function describeProblems(document: OpenAPIObject, routes: Route[]): void {
  const schemas = schemasOf(document);
  const components = (document.components ??= {});
  const examples = (components.examples ??= {}) as Record<string, object>;
  // Stands within an answer of POST /tasks/bulk, and never is one.
  const codes = new Set<string>([new FailedDependency().code]);
  const uses = new Map<
    string,
    { response: DocumentedResponse; operations: Route['operation'][]; status: string }
  >();
  for (const route of routes) {
    const problems = [...new Set(problemsOf(route))].toSorted((a, b) => (a.code < b.code ? -1 : 1));
    for (const [status, types] of Map.groupBy(problems, (problem) => String(problem.status))) {
      if (route.operation.responses[status]) continue;
      for (const type of types) {
        codes.add(type.code);
        [schemas[schemaNameOf(type)], examples[type.code]] = describeProblem(type);
      }
      const name = types.map(({ code }) => pascalCase(code)).join('Or');
      const known = uses.get(name);
      if (known) known.operations.push(route.operation);
      else uses.set(name, { response: responseOf(types, route), operations: [route.operation], status });
    }
  }
  schemas['Problem'] = PROBLEM;
  schemas['ProblemCode'] = {
    type: 'string',
    description: 'What went wrong. New ones may come: treat one that is unknown by the `status`.',
    enum: [...codes].sort(),
  };
  placeResponses(components, uses.entries());
}

/** What several calls answer alike is described once. */
function placeResponses(
  components: NonNullable<OpenAPIObject['components']>,
  uses: Iterable<
    [string, { response: DocumentedResponse; operations: Route['operation'][]; status: string }]
  >,
): void {
  const responses = (components.responses ??= {});
  for (const [name, { response, operations, status }] of uses) {
    if (operations.length > 1) responses[name] = response;
    for (const operation of operations)
      operation.responses[status] = operations.length > 1 ? refTo('responses', name) : response;
  }
}

function problemsOf({ verb, path, handler }: Route): ProblemType[] {
  const problems = [...(reflector.get<ProblemType[] | undefined>(RAISES, handler) ?? [])];
  // A body that isn't foreseen is read, and refused, as well.
  if (verb !== 'get')
    problems.push(MalformedBody, PayloadTooLarge, UnsupportedMediaType, UnsupportedContentEncoding);
  if (!reflector.get<boolean>(PUBLIC, handler)) {
    problems.push(
      NotAuthenticated,
      InvalidToken,
      TokenExpired,
      TokenRevoked,
      PermissionDenied,
      TenantMismatch,
    );
  }
  const permissions = reflector.get<Permission[] | undefined>(PERMISSION, handler);
  if (permissions) problems.push(OrganizationUnavailable);
  if (permissions?.every(needsSession) || reflector.get(PLATFORM_ADMIN, handler))
    problems.push(SessionRequired);
  if (reflector.get(FRESH_SIGN_IN, handler)) problems.push(FreshSignInRequired);
  if (isRateLimited(path)) problems.push(RateLimited);
  problems.push(
    ValidationFailed,
    MalformedRequest,
    UnknownHost,
    RequestTimeout,
    ExpectationFailed,
    HeadersTooLarge,
    InternalError,
    ServiceUnavailable,
    ServiceBusy,
  );
  return problems;
}

function responseOf(types: ProblemType[], { path }: Route): DocumentedResponse {
  const refs = types.map((type) => refTo('schemas', schemaNameOf(type)));
  const schema: Schema =
    refs.length === 1
      ? (refs[0] as Schema)
      : {
          oneOf: refs,
          discriminator: {
            propertyName: 'code',
            mapping: Object.fromEntries(types.map((type, index) => [type.code, refs[index]?.$ref])),
          },
        };
  return {
    description: types.map(({ code, title }) => `\`${code}\`: ${title}`).join('\n\n'),
    headers: headersOfProblems(types, isRateLimited(path)),
    content: {
      'application/problem+json': {
        schema,
        examples: Object.fromEntries(types.map(({ code }) => [code, refTo('examples', code)])),
      },
    },
  } as DocumentedResponse;
}
