/**
 * How long migrating takes over many organizations: with nothing to do, and with one added column.
 * npm run bench:migrate -- --organizations 10000 --concurrency 4
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { migrate, type MigrationSummary } from '#app/tenancy/migration/migrate.js';
import { type Migration, readMigrations } from '#app/tenancy/migration/migrations.js';
import { createFixture, environmentOf, type Fixture } from './fixture.ts';

const { values } = parseArgs({
  options: {
    organizations: { type: 'string', default: '10000' },
    concurrency: { type: 'string', default: '4' },
  },
});
const organizations = Number(values.organizations);
const concurrency = Number(values.concurrency);

/** The command as operators run it, process start included. @returns seconds */
async function command(fixture: Fixture): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['dist/cli.js', 'migrate'], {
    env: { PATH: process.env['PATH'], ...environmentOf(fixture) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = (await once(child, 'close')) as [number];
  if (code !== 0) throw new Error(`migrate ended with ${code}`);
  return (performance.now() - startedAt) / 1000;
}

/** @returns seconds */
async function addColumn(fixture: Fixture, migrations: Migration[]): Promise<number> {
  const startedAt = performance.now();
  const summary: MigrationSummary = await migrate(fixture.config, {
    concurrency,
    migrations,
    onProgress: ({ migrated, total }) => {
      if (migrated % 1000 === 0 && migrated > 0) console.error(`${migrated} of ${total}`);
    },
  });
  if (summary.migrated !== organizations)
    throw new Error(`${summary.migrated} of ${organizations} were migrated`);
  return (performance.now() - startedAt) / 1000;
}

function print(what: string, seconds: number): void {
  const rate = Math.round(organizations / seconds);
  console.log(`${what.padEnd(42)}${seconds.toFixed(2).padStart(8)} s ${String(rate).padStart(8)} a second`);
}

const fixture = await createFixture(organizations);
try {
  const released = readMigrations('tenant');
  const added: Migration = {
    version: released.length + 1,
    name: 'bench',
    sql: 'ALTER TABLE tasks ADD COLUMN bench integer',
  };
  console.log(`${organizations} organizations, concurrency ${concurrency}, ${cpus().length} processors`);
  print('nothing to do, the command', await command(fixture));
  print('one added column', await addColumn(fixture, [...released, added]));
} finally {
  await fixture.close();
}
