import type { LogLine } from '../common/logger.js';
import {
  DEFAULT_CONCURRENCY,
  migrate as migrateAll,
  type MigrateOptions,
  type MigrationSummary,
  planMigration,
} from '../tenancy/migration/migrate.js';
import { type Command, UsageError } from './command.js';
import { MigrationProgress } from './migration-progress.js';

/** npm passes Ctrl-C on to a process that has got it already: what comes this soon is the same one. */
const SAME_SIGNAL = 1000;

export const migrateTenants: Command = {
  summary: 'bring the database up to this version: public first, then every organization',
  usage: '[--concurrency N] [--only-failed] [--public] [--dry-run]',
  options: {
    concurrency: { type: 'string' },
    'only-failed': { type: 'boolean' },
    public: { type: 'boolean' },
    'dry-run': { type: 'boolean' },
  },
  run: async ({ config, options }) => {
    const concurrency = Number(options['concurrency'] ?? DEFAULT_CONCURRENCY);
    if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > 100)
      throw new UsageError('--concurrency must be a whole number from 1 to 100');
    const what = { onlyFailed: options['only-failed'] === true, publicOnly: options['public'] === true };
    if (options['dry-run']) {
      for (const line of describePlan(await planMigration(config, what), what)) console.log(line);
      return true;
    }
    const progress = new MigrationProgress(process.stdout);
    const print = (line: LogLine): void => progress.line(describeLine(line));
    const interruption = interruptible((text) => progress.line(text));
    const startedAt = performance.now();
    try {
      const summary = await migrateAll(config, {
        ...what,
        concurrency,
        signal: interruption.signal,
        reporter: { info: print, warn: print },
        onProgress: (now) => progress.progress(now),
      });
      progress.line(describe(summary, what, (performance.now() - startedAt) / 1000));
      if (interruption.signal.aborted) progress.line('Stopped. Run it again to go on.');
      return summary.failed.length === 0 && !interruption.signal.aborted;
    } finally {
      progress.clear();
      interruption.end();
    }
  },
};

/** The first signal ends the run in order, a second one ends the process: both can be gone on from. */
function interruptible(print: (line: string) => void) {
  const controller = new AbortController();
  let firstAt = 0;
  const stop = (): void => {
    if (controller.signal.aborted && Date.now() - firstAt > SAME_SIGNAL) process.exit(130);
    if (controller.signal.aborted) return;
    firstAt = Date.now();
    print('Finishing the organizations that are being migrated; once more breaks them off');
    controller.abort();
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.on(signal, stop);
  return {
    signal: controller.signal,
    end: () => {
      for (const signal of signals) process.off(signal, stop);
    },
  };
}

/** The sentence and the values: `An organization could not be migrated (version 3, error …)`. */
function describeLine({ event: _event, msg, ...fields }: LogLine): string {
  const values = Object.entries(fields).map(([name, value]) => `${name} ${String(value)}`);
  return values.length === 0 ? msg : `${msg} (${values.join(', ')})`;
}

function describe(
  { applied, newest, organizations, migrated, failed, left }: MigrationSummary,
  { publicOnly }: MigrateOptions,
  seconds: number,
): string {
  const shared = applied === 0 ? 'public is up to date' : `${applied} migrations of public ran`;
  if (publicOnly) return shared;
  const rate = migrated === 0 ? '' : ` (${Math.round(migrated / seconds)} a second)`;
  return (
    `${shared}; of ${organizations} organizations ${migrated} were migrated to ${newest} in ` +
    `${seconds.toFixed(1)} s${rate}, ${failed.length} failed, ${left} are left`
  );
}

function describePlan(
  { pending, newest, outdated }: Awaited<ReturnType<typeof planMigration>>,
  { onlyFailed }: MigrateOptions,
): string[] {
  const total = outdated.reduce((sum, { organizations }) => sum + organizations, 0);
  return [
    ...pending.map(({ version, name }) => `public would go to ${version} (${name})`),
    ...outdated.map(
      ({ organizations, version, unfinished }) =>
        `${organizations} organizations would go from ${version} to ${newest}` +
        (unfinished ? ', where they failed or were interrupted before' : ''),
    ),
    `${total} organizations${onlyFailed ? ' that failed' : ''} would be migrated; nothing was changed`,
  ];
}
