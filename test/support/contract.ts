import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { OpenAPIObject } from '@nestjs/swagger';

type Schema = Record<string, unknown>;

/** A response of the document, with its references resolved. */
export interface DocumentedResponse {
  description: string;
  headers?: Record<string, { $ref: string }>;
  content?: Record<string, { schema?: Schema; examples?: Record<string, unknown> }>;
}

interface Answer {
  status: number;
  contentType: string;
  body: unknown;
  headers: Headers;
}

/** What comes with every success of an operation that says so. */
const NEVER_MISSING = [
  'etag',
  'location',
  'x-cache',
  'content-disposition',
  'content-range',
  'accept-ranges',
];

/** Follows a reference to a part of the document, where it is one. */
export function resolve<T>(document: OpenAPIObject, part: T | { $ref: string }): T {
  if (typeof part !== 'object' || part === null || !('$ref' in part)) return part as T;
  const names = part.$ref.slice(2).split('/');
  return names.reduce<unknown>((found, name) => (found as Schema)[name], document) as T;
}

/** What HTTP wants beside an answer of a status (RFC 9110, 15). */
const NEEDED: Record<number, string> = {
  201: 'location',
  401: 'www-authenticate',
  405: 'allow',
  426: 'upgrade',
};

function requireHeaders(call: string, { status, headers }: Answer): void {
  const needed = NEEDED[status];
  if (needed && !headers.get(needed)) throw new Error(`${call} -> ${status} lacks ${needed}`);
}

/** Checks what the API answers against the OpenAPI document that it serves. */
export class Contract {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });
  private readonly validators = new Map<string, ValidateFunction>();
  private readonly paths: { path: string; pattern: RegExp }[];
  private readonly headers: string[];

  readonly document: OpenAPIObject;

  constructor(document: OpenAPIObject) {
    this.document = document;
    (addFormats as unknown as (ajv: Ajv2020) => void)(this.ajv);
    this.ajv.addSchema(closed(document as unknown as Schema), 'openapi');
    this.headers = Object.keys(document.components?.headers ?? {}).map((name) => name.toLowerCase());
    this.paths = Object.keys(document.paths)
      .map((path) => ({ path, pattern: new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`) }))
      .toSorted((a, b) => a.path.split('{').length - b.path.split('{').length);
  }

  /** @throws Error when the call is not in the document, or the answer not as the document says. */
  check(method: string, url: string, answer: Answer): void {
    requireHeaders(`${method} ${url}`, answer);
    const pathname = url.split('?')[0] as string;
    const path = this.paths.find(
      ({ path, pattern }) =>
        pattern.test(pathname) && method.toLowerCase() in (this.document.paths[path] as object),
    )?.path;
    const { status, contentType, body } = answer;
    // What no route answers is an error of its own, which every path can have.
    if (!path) {
      if ([400, 404, 405].includes(status)) return;
      throw new Error(`${method} ${pathname} is not in the OpenAPI document`);
    }
    const operation = `${method} ${path} -> ${status}`;
    const { pointer, response } = this.find(path, method.toLowerCase(), String(status));
    // An id that no route takes, such as one with a slash in it, is a path without a route, too.
    if (status === 404 && (body as { code?: string }).code === 'route-not-found') return;
    if (!response) throw new Error(`${operation} is not in the OpenAPI document`);
    this.checkHeaders(operation, response, answer);
    if (status === 204 || status === 304) return;
    if (!response.content && contentType === '' && body === '') return;
    const type = contentType.split(';')[0] as string;
    if (!response.content?.[type]?.schema)
      throw new Error(`${operation} with ${type || 'no content type'} is not in the OpenAPI document`);
    // A file is a text of bytes, whatever is in it.
    const isFile = (response.content[type].schema as Schema)['format'] === 'binary';
    if (!type.includes('json') || isFile) return;
    const validate = this.validator([...pointer, 'content', type, 'schema']);
    if (!validate(body)) {
      throw new Error(
        `${operation} differs from the OpenAPI document: ${this.ajv.errorsText(validate.errors)}`,
      );
    }
  }

  private find(path: string, verb: string, status: string) {
    const part = this.document.paths[path]?.[verb as 'get']?.responses[status];
    const pointer =
      part && '$ref' in part ? part.$ref.slice(2).split('/') : ['paths', path, verb, 'responses', status];
    return { pointer, response: part && (resolve(this.document, part) as unknown as DocumentedResponse) };
  }

  private checkHeaders(operation: string, { headers = {} }: DocumentedResponse, answer: Answer): void {
    const documented = Object.keys(headers).map((name) => name.toLowerCase());
    for (const name of this.headers) {
      if (answer.headers.has(name) && !documented.includes(name))
        throw new Error(`${operation} has the header ${name}, which is not in the OpenAPI document`);
    }
    // A stream has no end that a header could be about.
    const isStream = answer.contentType.startsWith('text/event-stream');
    const expected = answer.status < 300 && !isStream ? NEVER_MISSING : [];
    for (const name of ['x-request-id', ...expected]) {
      if (documented.includes(name) && !answer.headers.has(name))
        throw new Error(`${operation} lacks the header ${name}, which is in the OpenAPI document`);
    }
  }

  private validator(pointer: string[]): ValidateFunction {
    const $ref = `openapi#/${pointer.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;
    let validate = this.validators.get($ref);
    if (!validate) {
      validate = this.ajv.compile({ $ref });
      this.validators.set($ref, validate);
    }
    return validate;
  }
}

/**
 * The document as a JSON Schema in which objects admit no property that the document doesn't name, so that a field
 * that leaks is found.
 * @param isPart whether others describe the same object as well
 */
function closed(node: unknown, name = '', isPart = false): never {
  if (Array.isArray(node)) return node.map((item) => closed(item, '', name === 'allOf')) as never;
  if (typeof node !== 'object' || node === null) return node as never;
  const copy = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, closed(value, key)]),
  ) as Schema;
  if (copy['allOf']) copy['unevaluatedProperties'] = false;
  const isOpen = isPart || name === 'Problem' || 'additionalProperties' in copy;
  if (copy['type'] === 'object' && copy['properties'] && !isOpen) copy['additionalProperties'] = false;
  return copy as never;
}
