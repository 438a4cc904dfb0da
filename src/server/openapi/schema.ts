import type { OpenAPIObject } from '@nestjs/swagger';

export type DocumentedOperation = NonNullable<OpenAPIObject['paths'][string]['get']>;
export type DocumentedResponse = Exclude<
  NonNullable<DocumentedOperation['responses'][string]>,
  { $ref: string }
>;

/** A schema of JSON Schema 2020-12, as OpenAPI 3.1 has it. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  pattern?: string;
  required?: string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  allOf?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  description?: string;
  example?: unknown;
  [keyword: string]: unknown;
}

export const VERBS = ['get', 'post', 'put', 'patch', 'delete'] as const;
export type Verb = (typeof VERBS)[number];

export const refTo = (section: string, name: string): { $ref: string } => ({
  $ref: `#/components/${section}/${name}`,
});

export const schemasOf = (document: OpenAPIObject): Record<string, Schema> =>
  ((document.components ??= {}).schemas ??= {}) as Record<string, Schema>;

export const admitsNull = ({ type, anyOf }: Schema): boolean =>
  (Array.isArray(type) && type.includes('null')) || anyOf?.some((one) => one.type === 'null') === true;

/** Whether values of it may be of this type, perhaps among others. */
export const admits = ({ type }: Schema, name: string): boolean =>
  type === name || (Array.isArray(type) && type.includes(name));

/** A task-not-found becomes TaskNotFound. */
export const pascalCase = (code: string): string =>
  code.replace(/(?:^|-)([a-z0-9])/g, (_match, first: string) => first.toUpperCase());
