// Clients that others' generators make of docs/openapi.json compile under strict rules, and do the main job.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@hey-api/openapi-ts';
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';
import { generate } from 'orval';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD } from '../support/api.ts';
import { emailOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';
import { type Account, HEY_API, OPENAPI_TYPESCRIPT, ORVAL, type Outcome } from './client-programs.ts';

const ROOT = join(import.meta.dirname, '../..');
const DOCUMENT = join(ROOT, 'docs/openapi.json');

const { api } = await createTestApp();

/** Programs that are compiled as those of a project of its own, which has what is installed here. */
const project = mkdtempSync(join(tmpdir(), 'generated-clients-'));
afterAll(() => rmSync(project, { recursive: true }));

interface Generator {
  name: string;
  generate: (folder: string) => Promise<unknown>;
  program: string;
}

const GENERATORS: Generator[] = [
  {
    name: 'openapi-typescript',
    program: OPENAPI_TYPESCRIPT,
    generate: async (folder) => {
      const blob = ts.factory.createTypeReferenceNode('Blob');
      const types = await openapiTS(JSON.parse(readFileSync(DOCUMENT, 'utf8')) as OpenAPI3, {
        transform: ({ format }) => (format === 'binary' ? blob : undefined),
      });
      mkdirSync(folder);
      writeFileSync(join(folder, 'schema.ts'), astToString(types));
    },
  },
  {
    name: 'hey-api',
    program: HEY_API,
    generate: (folder) =>
      createClient({
        input: DOCUMENT,
        output: { path: folder, module: { extension: '.js' } },
        logs: { level: 'silent', file: false },
      }),
  },
  {
    name: 'orval',
    program: ORVAL,
    generate: (folder) =>
      generate({
        input: { target: DOCUMENT },
        output: {
          target: join(folder, 'client.ts'),
          client: 'fetch',
          baseUrl: api.baseUrl,
          headers: true,
          // Of two types of one body it takes the first, in which names of files have no place.
          override: { contentType: { exclude: ['text/csv', 'application/octet-stream'] } },
        },
      }),
  },
];

const pathOf = ({ name }: Generator): string => join(project, 'src', name);

const OPTIONS: ts.CompilerOptions = {
  rootDir: join(project, 'src'),
  outDir: join(project, 'dist'),
  strict: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  types: [],
};

let errors: string[] = [];
beforeAll(async () => {
  symlinkSync(join(ROOT, 'node_modules'), join(project, 'node_modules'));
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
  mkdirSync(join(project, 'src'));
  for (const generator of GENERATORS) {
    await generator.generate(pathOf(generator));
    writeFileSync(join(pathOf(generator), 'program.ts'), generator.program);
  }
  const program = ts.createProgram(
    GENERATORS.map((generator) => join(pathOf(generator), 'program.ts')),
    OPTIONS,
  );
  errors = ts.getPreEmitDiagnostics(program).map(({ messageText, file, start = 0 }) => {
    const line = file && file.getLineAndCharacterOfPosition(start).line + 1;
    return `${file?.fileName}:${line} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
  program.emit();
});

describe.each(GENERATORS)('the client that $name generates', ({ name }) => {
  it('compiles', () => {
    expect(errors.filter((error) => error.includes(`/${name}/`))).toEqual([]);
  });

  it('signs in, writes, lists, notices conflicts, exports and uploads', async () => {
    const owner = await api.newOwner();
    const program = (await import(join(project, 'dist', name, 'program.js'))) as {
      run: (account: Account) => Promise<Outcome>;
    };
    const account = { baseUrl: api.baseUrl, email: emailOf(owner), password: PASSWORD };
    expect(await program.run(account)).toEqual({
      title: 'Order brass',
      total: 1,
      version: 2,
      conflict: { code: 'version-conflict', currentVersion: 2 },
      csv: 'number,title\r\n1,Order brass\r\n',
      attached: { name: 'note.txt', size: 17 },
    });
  });
});

it('compiles nothing else', () => {
  expect(errors.filter((error) => !GENERATORS.some(({ name }) => error.includes(`/${name}/`)))).toEqual([]);
});
