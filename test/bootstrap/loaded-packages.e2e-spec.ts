import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { PRINT_LOADED_MODULES } from '../support/loaded-modules.ts';

const ROOT = new URL('../../', import.meta.url);
const { dependencies } = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8')) as {
  dependencies: Record<string, string>;
};

/**
 * What every start loads, feature or not. Loading modules is most of the time of a start: a package that only one
 * feature needs is imported by its first use.
 */
const AT_START = [
  '@fastify/multipart',
  '@nestjs-cls/transactional',
  '@nestjs/bullmq',
  '@nestjs/cache-manager',
  '@nestjs/common',
  '@nestjs/core',
  '@nestjs/jwt',
  '@nestjs/passport',
  '@nestjs/platform-fastify',
  '@nestjs/swagger',
  '@nestjs/typeorm',
  '@opentelemetry/api',
  'bcrypt',
  'bullmq',
  'cache-manager',
  'class-transformer',
  'class-validator',
  'fastify',
  'helmet',
  'ipaddr.js',
  'keyv',
  'lru-cache',
  'nestjs-cls',
  'otpauth',
  'passport',
  'passport-jwt',
  'pg',
  'pino',
  'prom-client',
  'reflect-metadata',
  'rxjs',
  'typeorm',
  'uuid',
  'ws',
];

it('loads with the server only the packages that every start needs', async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      '--import',
      PRINT_LOADED_MODULES,
      '--input-type=module',
      '--eval',
      `await import(${JSON.stringify(new URL('dist/bootstrap/serve.js', ROOT).href)})`,
    ],
    { cwd: fileURLToPath(ROOT), maxBuffer: 16 * 1024 * 1024 },
  );
  const modules = `${new URL('node_modules/', ROOT).href}`;
  const loaded = Object.keys(dependencies).filter((name) => stdout.includes(`${modules}${name}/`));
  expect(loaded).toEqual(AT_START);
});
