import type { LoggerService } from '@nestjs/common';
import { type Logger, pino } from 'pino';

/** Lines are written together: so many bytes at once, or what there is after so many milliseconds. */
const BATCH = 32 * 1024;
const FLUSH_INTERVAL = 100;

export interface LoggerOptions {
  /** What every line says beside its own. */
  mixin?: (() => object) | undefined;
  /** Where lines go: 'stderr' where the standard output is the result of a command. */
  stream?: 'stdout' | 'stderr' | undefined;
}

/** A line of the log, as `docs/glossary.md` says: a stable name, a sentence, and the values in fields. */
export interface LogLine {
  event: string;
  msg: string;
  [field: string]: unknown;
}

/** Where code reports that runs without Nest's logger, before the application or in a command. Pino's logger is one. */
export interface Reporter {
  info(line: LogLine): void;
  warn(line: LogLine): void;
}

/** JSON lines for machines; readable ones on a terminal. */
export async function createLogger(
  level: string,
  { mixin, stream = 'stdout' }: LoggerOptions = {},
): Promise<Logger> {
  const options = {
    level,
    ...(mixin && { mixin }),
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: describeError },
  };
  const { fd, isTTY } = process[stream];
  if (isTTY) {
    const { default: pretty } = await import('pino-pretty');
    return pino(options, pretty({ destination: fd, sync: true, ignore: 'pid,hostname' }));
  }
  const batched = {
    dest: fd,
    sync: false,
    minLength: BATCH,
    maxWrite: 2 * BATCH,
    periodicFlush: FLUSH_INTERVAL,
  };
  return pino(options, pino.destination(batched));
}

/** The fields of an error that are logged. Its other properties are not: a failed query has its parameters there. */
export function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause } = error;
  const { code } = error as { code?: unknown };
  return {
    type: name,
    message,
    code,
    stack,
    ...(cause === undefined ? {} : { cause: describeError(cause) }),
  };
}

/** Nest's log of its own start, which is of use only when it fails. */
const BOOT_CONTEXTS = new Set<unknown>(['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer']);

/**
 * Lets Nest's loggers write through pino. A log call passes an object with a stable `event`, a sentence and fields, as
 * `docs/glossary.md` says: `logger.warn({ event: 'queue.enqueue_failed', msg: 'A job could not be added', err })`. Pino's `err`
 * serializer writes what a log may contain of an error.
 */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log = (message: unknown, ...rest: unknown[]): void =>
    this.write(BOOT_CONTEXTS.has(rest.at(-1)) ? 'debug' : 'info', message, rest);
  error = (message: unknown, ...rest: unknown[]): void => this.write('error', message, rest);
  warn = (message: unknown, ...rest: unknown[]): void => this.write('warn', message, rest);
  debug = (message: unknown, ...rest: unknown[]): void => this.write('debug', message, rest);
  verbose = (message: unknown, ...rest: unknown[]): void => this.write('trace', message, rest);
  fatal = (message: unknown, ...rest: unknown[]): void => this.write('fatal', message, rest);

  private write(
    level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal',
    message: unknown,
    rest: unknown[],
  ) {
    const context = rest.at(-1);
    const stack = rest.length > 1 ? rest[0] : undefined;
    const fields = typeof message === 'object' && message !== null ? message : { msg: String(message) };
    this.logger[level]({
      context,
      ...(stack ? { stack } : {}),
      ...(fields instanceof Error ? { err: describeError(fields) } : fields),
    });
  }
}
