import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { connectionConfig, roleOf, sessionConfig } from './connection.js';

const SRC = join(import.meta.dirname, '..');

describe('connections', () => {
  it('are all made of the one configuration', () => {
    const others = globSync('**/*.ts', { cwd: SRC }).filter(
      (file) =>
        !file.endsWith('.spec.ts') &&
        file !== join('database', 'connection.ts') &&
        /connectionString|new (?:pg\.)?Client\((?!\{\s*\.\.\.sessionConfig)/.test(
          readFileSync(join(SRC, file), 'utf8'),
        ),
    );
    expect(others).toEqual([]);
  });

  it('put their settings behind those of the URL, which a provider may need', () => {
    const { connectionString, options } = sessionConfig(
      'postgres://u@db/x?options=endpoint%3Da&sslmode=require',
      'a',
      {
        search_path: 'bullmq',
      },
    );
    expect(connectionString).toBe('postgres://u@db/x?sslmode=require');
    expect(options).toMatch(/^endpoint=a -c search_path=bullmq -c datestyle=ISO,\\ MDY /);
    expect(options).toContain('-c default_transaction_isolation=read\\ committed');
    expect(connectionConfig('postgres://u@db/x?options=-c%20a%3Db', 'a').connectionString).toBe(
      'postgres://u@db/x',
    );
  });

  it.each([
    ['postgres://taskflow:p@db/x', 'taskflow'],
    ['postgres://a%40b:p@/x?host=/run/postgresql', 'a@b'],
    ['postgres://u@%2Frun%2Fpostgresql/x', 'u'],
    ['postgres:///x?host=/run/postgresql&user=task', 'task'],
  ])('of %s sign in as %s', (url, role) => {
    expect(roleOf(url)).toBe(role);
  });
});
