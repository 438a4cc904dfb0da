/** Writes what the client takes from the API's document: its types, and which calls an Idempotency-Key makes repeatable. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';

interface Operation {
  parameters?: { name?: string; $ref?: string }[];
}

const here = import.meta.dirname;
const document = JSON.parse(readFileSync(join(here, '../../docs/openapi.json'), 'utf8')) as OpenAPI3 & {
  paths: Record<string, { post?: Operation }>;
};

const HEADER = '// Generated from docs/openapi.json by "npm run build:client".\n';

const expressionOf = (path: string): string => path.replaceAll('/', '\\/').replaceAll(/\{[^}]+\}/g, '[^/]+');
const takesKey = ({ parameters = [] }: Operation): boolean =>
  parameters.some(({ name, $ref }) => /idempotency-?key/i.test(name ?? $ref ?? ''));
const patterns = Object.entries(document.paths)
  .filter(([, { post }]) => post && takesKey(post))
  .map(([path]) => `  /^${expressionOf(path)}$/,`);
if (patterns.length === 0)
  throw new Error('No call takes an Idempotency-Key: the document has another shape than expected');

writeFileSync(
  join(here, 'src/operations.ts'),
  `${HEADER}
/** The paths whose POST takes an \`Idempotency-Key\`: repeated with the same one, it is done once. */
export const IDEMPOTENT_POSTS = [
${patterns.join('\n')}
];
`,
);
writeFileSync(join(here, 'src/schema.ts'), HEADER + astToString(await openapiTS(document)));
