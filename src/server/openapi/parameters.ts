import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import type { Route } from './routes.js';
import type { Schema } from './schema.js';

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema: Schema;
}

/** What a pipe that reads a parameter of a path admits. */
interface DocumentedPipe {
  readonly parameter?: { schema: Schema; description?: string };
}

/** Paths and queries as clients meet them. */
export function describeParameters(routes: Route[]): void {
  for (const { path, operation, arguments: argumentsOf } of routes) {
    const parameters = (operation.parameters ?? []) as unknown as Parameter[];
    const others = parameters.filter((parameter) => parameter.in !== 'path' && isForClients(parameter));
    for (const parameter of others) if (parameter.in === 'query') describeQuery(parameter);
    const pipes = new Map(argumentsOf(RouteParamtypes.PARAM).map(({ data, pipes }) => [data, pipes[0]]));
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']): Parameter => {
      const { description, schema = { type: 'string' } } =
        (pipes.get(name) as DocumentedPipe).parameter ?? {};
      return { name, in: 'path', required: true, description, schema: { ...schema } };
    });
    operation.parameters = [...inPath, ...others] as unknown as typeof operation.parameters;
  }
}

/** How a caller is authenticated is said by the security scheme. */
const isForClients = ({ name, in: place }: Parameter): boolean =>
  !(place === 'header' && name.toLowerCase() === 'authorization');

/**
 * What has a default may be left out. And no examples: Swagger UI fills in every one it finds, and a list filtered by
 * all of them at once would be empty.
 */
function describeQuery(parameter: Parameter): void {
  if (parameter.schema['default'] !== undefined) parameter.required = false;
  delete parameter.schema.example;
}
