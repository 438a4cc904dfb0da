import { Ajv } from 'ajv';
import type { ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { OpenAPIObject } from '@nestjs/swagger';

type Schema = Record<string, unknown>;

interface Answer {
  status: number;
  headers: Headers;
  contentType: string;
  body: unknown;
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
  private readonly ajv = new Ajv({ strict: false, allErrors: true });
  private readonly validators = new Map<string, ValidateFunction>();
  private readonly paths: { path: string; pattern: RegExp }[];

  constructor(readonly document: OpenAPIObject) {
    (addFormats as unknown as (ajv: Ajv) => void)(this.ajv);
    this.ajv.addSchema(closed(document as unknown as Schema), 'openapi');
    this.paths = Object.keys(document.paths)
      .map((path) => ({ path, pattern: new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`) }))
      .toSorted((a, b) => a.path.split('{').length - b.path.split('{').length);
  }

  /** @throws Error when the call is not in the document, or the answer not as the document says. */
  check(method: string, url: string, response: Answer): void {
    requireHeaders(`${method} ${url}`, response);
    const pathname = url.split('?')[0] as string;
    const path = this.paths.find(
      ({ path, pattern }) =>
        pattern.test(pathname) && method.toLowerCase() in (this.document.paths[path] as object),
    )?.path;
    // What no route answers is an error of its own, which every path can have.
    if (!path) {
      if ([400, 404, 405].includes(response.status)) return;
      throw new Error(`${method} ${pathname} is not in the OpenAPI document`);
    }
    const operation = `${method} ${path} -> ${response.status}`;
    const documented = this.document.paths[path]?.[method.toLowerCase() as 'get']?.responses[
      response.status
    ] as { content?: Record<string, { schema?: Schema }> } | undefined;
    if (!documented) throw new Error(`${operation} is not in the OpenAPI document`);
    if (response.status === 204 || response.status === 304) return;
    if (!documented.content && response.contentType === '' && response.body === '') return;
    const type = response.contentType.split(';')[0] as string;
    const schema = documented.content?.[type]?.schema;
    if (!schema)
      throw new Error(`${operation} with ${type || 'no content type'} is not in the OpenAPI document`);
    if (!type.includes('json')) return;
    const validate = this.validator(operation, path, method.toLowerCase(), response.status, type);
    if (!validate(response.body)) {
      throw new Error(
        `${operation} differs from the OpenAPI document: ${this.ajv.errorsText(validate.errors)}`,
      );
    }
  }

  private validator(
    key: string,
    path: string,
    method: string,
    status: number,
    type: string,
  ): ValidateFunction {
    let validate = this.validators.get(key);
    if (!validate) {
      const pointer = ['paths', path, method, 'responses', String(status), 'content', type, 'schema'];
      const $ref = `openapi#/${pointer.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;
      validate = this.ajv.compile({ $ref });
      this.validators.set(key, validate);
    }
    return validate;
  }
}

/**
 * The document as JSON Schema: `nullable` becomes a type, and objects admit no property that the
 * document doesn't name, so that a field that leaks is found.
 */
function closed(node: unknown, name = ''): never {
  if (Array.isArray(node)) return node.map((item) => closed(item)) as never;
  if (typeof node !== 'object' || node === null) return node as never;
  const copy = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, closed(value, key)]),
  ) as Schema;
  if (
    copy['type'] === 'object' &&
    copy['properties'] &&
    name !== 'Problem' &&
    !('additionalProperties' in copy)
  ) {
    copy['additionalProperties'] = false;
  }
  if (copy['nullable'] === true && typeof copy['type'] === 'string') {
    copy['type'] = [copy['type'], 'null'];
    if (Array.isArray(copy['enum'])) copy['enum'] = [...(copy['enum'] as unknown[]), null];
  }
  if (copy['nullable'] === true && Array.isArray(copy['allOf'])) {
    return { anyOf: [{ allOf: copy['allOf'] }, { type: 'null' }] } as never;
  }
  return copy as never;
}
