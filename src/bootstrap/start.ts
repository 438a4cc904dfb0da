import type { Logger } from 'pino';
import { createLogger } from '../common/logger.js';
import { OperatorError } from '../common/operator-error.js';
import { ConfigurationError, readEnvironment } from '../config/read-environment.js';
import { type Infrastructure, prepareInfrastructure } from './infrastructure.js';
import { stopDuringStart } from './stop-during-start.js';
import { nodeProblem } from './required-node.js';

/** What an entry point gets to work with. */
export interface Started extends Infrastructure {
  logger: Logger;
}

export interface StartOptions {
  /** In place of LOG_LEVEL, where an operator reads what the process prints. */
  logLevel?: string;
  /** Where the log goes; the standard output where nothing is said. */
  logStream?: 'stdout' | 'stderr';
}

/** What an entry point does, in a module of its own: with the libraries it takes more than a second to load. */
export type EntryPoint = (started: Started) => Promise<void>;

/**
 * Runs an entry point with the database found or started.
 * A wrong configuration ends it with one readable line per key.
 * @param load imports the entry point; called early where the embedded PostgreSQL is waited for, which uses another core
 */
export async function start(
  load: () => Promise<EntryPoint>,
  { logLevel, logStream }: StartOptions = {},
): Promise<void> {
  let isStopping = (): boolean => false;
  const main = async (): Promise<void> => {
    requireNode();
    const environment = readEnvironment(process.env);
    // Loaded only where it is used.
    const tracing = environment.OTEL_EXPORTER_OTLP_ENDPOINT
      ? (await import('./tracing.js')).startTracing(environment.OTEL_SERVICE_NAME)
      : undefined;
    const logger = await createLogger(logLevel ?? environment.LOG_LEVEL, {
      mixin: tracing?.logFields,
      stream: logStream,
    });
    const onWaiting = (): void => {
      // The same import is awaited below, and fails there.
      load().catch(() => undefined);
    };
    const interruption = new AbortController();
    const preparing = prepareInfrastructure(environment, logger, onWaiting, interruption.signal);
    // An embedded PostgreSQL that was begun has to be ended; nothing else is waited for.
    isStopping = stopDuringStart(async () => {
      interruption.abort();
      return environment.DATABASE_URL ? undefined : preparing;
    });
    const infrastructure = await preparing;
    const stop = async (isAbandoned?: boolean): Promise<void> => {
      await tracing?.stop();
      await infrastructure.stop(isAbandoned);
    };
    try {
      const run = await load();
      await run({ ...infrastructure, stop, logger });
    } catch (error) {
      if (!isStopping()) await stop(true);
      throw error;
    }
  };
  await main().catch((error: Error) => {
    if (isStopping()) return;
    console.error(explain(error));
    process.exit(1);
  });
}

function requireNode(): void {
  const problem = nodeProblem(process.versions.node);
  if (problem) throw new ConfigurationError([problem]);
}

function explain(error: Error & { code?: string; port?: number }): string | Error {
  if (error instanceof OperatorError) return error.message;
  if (error.code === 'EADDRINUSE')
    return `Port ${error.port} is in use: stop what listens there, or set PORT.`;
  if (error.code === 'EACCES' && error.port)
    return `Port ${error.port} needs more rights: set PORT to 1024 or more.`;
  return error;
}
