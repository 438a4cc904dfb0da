import type { OpenAPIObject } from '@nestjs/swagger';
import { resolve } from './contract.ts';

interface Schema {
  $ref?: string;
  type?: string | string[];
  example?: unknown;
  properties?: Record<string, Schema>;
  items?: Schema;
  allOf?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
}

interface Media {
  schema: Schema;
  examples?: Record<string, { value: unknown }>;
}

export interface ExampleCall {
  name: string;
  method: string;
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
  /** Of the body, in the document. */
  schema?: Schema;
}

const VERBS = ['get', 'post', 'put', 'patch', 'delete'];
const ID = '019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b';

/** Every call of the document as its examples fill it in: one for each example of each body. */
export function exampleCalls(document: OpenAPIObject): ExampleCall[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([verb]) => VERBS.includes(verb))
      .flatMap(([verb, operation]) => {
        const { parameters = [], requestBody } = operation as {
          parameters?: { name: string; in: string; schema: Schema }[];
          requestBody?: { content: Record<string, Media> };
        };
        const filled = path.replace(/\{(\w+)\}/g, (_match, name: string) =>
          String(
            (parameters.find((one) => one.name === name)?.schema.example as string | number | undefined) ??
              ID,
          ),
        );
        const call = { method: verb.toUpperCase(), path: filled, name: `${verb.toUpperCase()} ${path}` };
        if (!requestBody) return [call];
        return Object.entries(requestBody.content).flatMap(([type, media]) =>
          bodiesOf(document, type, media).map(([example, body]) => ({
            ...call,
            name: `${call.name}, ${example}`,
            body,
            schema: media.schema,
            ...(type !== 'multipart/form-data' && { headers: headersOf(type) }),
          })),
        );
      }),
  );
}

const headersOf = (type: string): Record<string, string> => ({
  'content-type': type,
  ...(type === 'application/octet-stream' && { 'content-disposition': 'attachment; filename="tasks.csv"' }),
});

const FILE = 'title\r\nWrite the release notes\r\n';

function bodiesOf(document: OpenAPIObject, type: string, { schema, examples }: Media): [string, unknown][] {
  if (type === 'multipart/form-data') {
    const form = new FormData();
    form.append('file', new Blob([FILE]), 'tasks.csv');
    return [[type, form]];
  }
  if (type !== 'application/json') return [[type, FILE]];
  if (examples) return Object.entries(examples).map(([name, { value }]) => [name, value]);
  return [['as its fields show it', exampleOf(document, schema)]];
}

/** What Swagger UI fills in for a schema. */
function exampleOf(document: OpenAPIObject, part: Schema): unknown {
  const schema = resolve<Schema>(document, part as Schema | { $ref: string });
  if (part.example !== undefined) return part.example;
  if (schema.example !== undefined) return schema.example;
  const [first] = schema.oneOf ?? schema.anyOf ?? schema.allOf ?? [];
  if (schema.properties)
    return Object.fromEntries(
      Object.entries(schema.properties).map(([name, property]) => [name, exampleOf(document, property)]),
    );
  if (schema.items) return [exampleOf(document, schema.items)];
  return first && exampleOf(document, first);
}
