import { globSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Command, UsageError } from '#app/commands/command.js';
import { migrateTenants } from '#app/commands/migrate.js';
import { listTenants } from '#app/commands/tenant-lifecycle.js';
import type { Config } from '#app/config/config.js';

const DIST = join(import.meta.dirname, '../../dist/commands');

const isCommand = (value: unknown): value is Command =>
  typeof value === 'object' && value !== null && 'summary' in value && 'run' in value;

/** The names and the commands of all files. */
const commands = (
  await Promise.all(
    globSync('**/*.js', { cwd: DIST }).map(async (file) =>
      Object.entries((await import(join(DIST, file))) as Record<string, unknown>),
    ),
  )
)
  .flat()
  .filter((entry): entry is [string, Command] => isCommand(entry[1]));

/** The options that a command can't do without: those that its usage doesn't put into brackets. */
const requiredBy = ({ usage = '' }: Command): string[] =>
  [...usage.replaceAll(/\[[^\]]*\]/g, '').matchAll(/--([\w-]+) [A-Z]/g)].map(
    ([, option]) => option as string,
  );

/** How a command refuses options, which it does before the application boots. */
async function refusal({ run }: Command, options: Record<string, string>): Promise<string> {
  const application = () => Promise.reject(new Error('The application was booted'));
  const error: unknown = await run({ config: {} as Config, options, application }).catch((e: unknown) => e);
  if (error instanceof UsageError) return error.message;
  throw new Error('It refused nothing', { cause: error });
}

const requiring = commands.flatMap(([name, command]) =>
  requiredBy(command).map((option) => [name, option, command] as const),
);

describe('a command', () => {
  it('is known with its required options', () => {
    expect(commands.length).toBeGreaterThan(15);
    expect(requiring.length).toBeGreaterThan(10);
  });

  it.each(requiring)('%s asks for --%s', async (_name, option, command) => {
    const others = requiredBy(command).filter((other) => other !== option);
    const options = Object.fromEntries(others.map((other) => [other, 'acme.example']));
    expect(await refusal(command, options)).toBe(`--${option} is missing`);
    expect(await refusal(command, { ...options, [option]: ' ' })).toBe(`--${option} is missing`);
  });
});

it.each(['0', '-1', '1.5', 'x', '1000'])('migrates with no --concurrency=%s', async (concurrency) => {
  expect(await refusal(migrateTenants, { concurrency })).toContain('--concurrency must be a whole number');
});

it('lists organizations of no unknown status', async () => {
  expect(await refusal(listTenants, { status: 'GONE' })).toContain('--status must be one of');
});
