// quick: files for deployment name what exists
import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { ENVIRONMENT_KEYS } from '#app/config/read-environment.js';

const read = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
const isThere = (file: string): boolean => existsSync(new URL(`../../${file}`, import.meta.url));

interface Service {
  build?: string;
  image?: string;
  command?: string[];
  environment?: Record<string, string>;
  depends_on?: Record<string, unknown>;
  volumes?: string[];
  configs?: { source: string }[];
}

const compose = parse(read('docker-compose.yml'), { merge: true }) as {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
  configs: Record<string, unknown>;
};

it('runs PostgreSQL, Redis, the API and a worker', () => {
  expect(Object.keys(compose.services).toSorted()).toEqual(['api', 'postgres', 'redis', 'worker']);
});

it('names nothing in docker-compose.yml that does not exist', () => {
  for (const [name, service] of Object.entries(compose.services)) {
    for (const other of Object.keys(service.depends_on ?? {})) expect(compose.services).toHaveProperty(other);
    for (const volume of service.volumes ?? [])
      expect(compose.volumes).toHaveProperty(volume.split(':')[0] as string);
    for (const { source } of service.configs ?? []) expect(compose.configs).toHaveProperty(source);
    if (!service.build) continue;
    for (const key of Object.keys(service.environment ?? {})) expect(ENVIRONMENT_KEYS, name).toContain(key);
    for (const part of service.command ?? [])
      if (part.endsWith('.js')) expect(isThere(part), part).toBe(true);
  }
});

it('names nothing in the Dockerfile that does not exist', () => {
  const dockerfile = read('Dockerfile');
  const sent = read('.dockerignore')
    .split('\n')
    .filter((line) => line.startsWith('!'))
    .map((line) => `${line.slice(1)}/`);
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(
    (match) => match[1]?.split(' ') ?? [],
  );
  expect(copied).toContain('package-lock.json');
  for (const file of copied) {
    expect(isThere(file), file).toBe(true);
    expect(
      sent.some((path) => `${file}/`.startsWith(path)),
      file,
    ).toBe(true);
  }
  const started = [...dockerfile.matchAll(/dist\/\w+\.js/g)].map(([file]) => file);
  for (const file of started) expect(isThere(file), file).toBe(true);
  expect(dockerfile).toMatch(/^USER node$/m);
  for (const [, key] of dockerfile.matchAll(/(DATA_DIR|PORT|HOST)=/g))
    expect(ENVIRONMENT_KEYS).toContain(key);
});
