import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { OpenAPIObject } from '@nestjs/swagger';
import { resolve } from '../support/contract.ts';

/** A JSON Schema of the document, as far as requests have them. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  pattern?: string;
  example?: unknown;
  description?: string;
  default?: unknown;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  allOf?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
}

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  description?: string;
  schema: Schema;
}

export interface Body {
  type: string;
  schema: Schema;
}

export interface Operation {
  id: string;
  method: string;
  path: string;
  description: string;
  parameters: Parameter[];
  bodies: Body[];
  requiresBody: boolean;
}

const VERBS = ['get', 'post', 'put', 'patch', 'delete'];

export function operationsOf(document: OpenAPIObject): Operation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item as Record<string, never>)
      .filter(([verb]) => VERBS.includes(verb))
      .map(([verb, operation]) => {
        const { operationId, description, parameters, requestBody } = operation as {
          operationId: string;
          description: string;
          parameters?: Parameter[];
          requestBody?: { required?: boolean; content: Record<string, { schema: Schema }> };
        };
        return {
          id: operationId,
          method: verb.toUpperCase(),
          path,
          description,
          parameters: (parameters ?? []).map((one) => resolve(document, one)),
          bodies: Object.entries(requestBody?.content ?? {}).map(([type, { schema }]) => ({ type, schema })),
          requiresBody: requestBody?.required === true,
        };
      }),
  );
}

/** Names of hosts with letters beyond ASCII (RFC 5890), also with the dot of the root, which ajv-formats doesn't know. */
const HOST = /^(?!-)[\p{L}\p{M}\p{N}-]{1,63}(?<!-)(?:[.](?!-)[\p{L}\p{M}\p{N}-]{1,63}(?<!-))*[.]?$/u;

/** Without `urn:uuid:`, which ajv-formats admits and JSON Schema doesn't. */
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Says whether the document allows a value. */
export class RequestSchemas {
  private readonly ajv = new Ajv2020({ strict: false });
  private readonly validators = new WeakMap<Schema, ValidateFunction>();

  private readonly document: OpenAPIObject;

  constructor(document: OpenAPIObject) {
    this.document = document;
    (addFormats as unknown as (ajv: Ajv2020) => void)(this.ajv);
    this.ajv.addFormat('idn-hostname', HOST);
    this.ajv.addFormat('uuid', UUID);
    this.ajv.addFormat('binary', true);
    this.ajv.addSchema(document, 'openapi');
  }

  resolve(schema: Schema): Schema {
    return resolve(this.document, schema as Schema | { $ref: string });
  }

  allows(schema: Schema, value: unknown): boolean {
    let validate = this.validators.get(schema);
    if (!validate) {
      validate = this.ajv.compile(absolute(schema) as object);
      this.validators.set(schema, validate);
    }
    return validate(value);
  }
}

/** A part of the document with references that hold outside of it. */
function absolute(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(absolute);
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      key,
      key === '$ref' && typeof value === 'string' ? `openapi${value}` : absolute(value),
    ]),
  );
}
