import type { ParseArgsOptionsConfig } from 'node:util';
import type { Type } from '@nestjs/common';
import { composed } from '../common/text.js';
import { OperatorError } from '../common/operator-error.js';
import type { Config } from '../config/config.js';
import type { Environment } from '../config/environment.js';

/** The application as a command uses it. */
export interface CommandApplication {
  get: <T>(type: Type<T>) => T;
  /** Runs what an operator does on the command line: the audit and the log name the actor `cli`. */
  asOperator: <T>(work: () => Promise<T>) => Promise<T>;
}

/** What a command gets to work with. */
export interface CommandContext {
  config: Config;
  options: Record<string, string | boolean | undefined>;
  /** Boots the application on a migrated database, for the commands that need its services. */
  application: () => Promise<CommandApplication>;
}

/** A command as the help and the shell's completion show it. */
export interface CommandDescription {
  /** One line for the help. */
  summary: string;
  /** The options as the help shows them. */
  usage?: string;
  options?: ParseArgsOptionsConfig;
}

export interface Command extends CommandDescription {
  /** @returns whether everything went well: the exit code says so */
  run: (context: CommandContext) => Promise<boolean>;
}

/** A command that replaces the data: nothing is started for it, and nothing may be in use. */
export interface OfflineCommand extends CommandDescription {
  run: (context: Pick<CommandContext, 'options'> & { environment: Environment }) => Promise<boolean>;
}

/** A command was called in a way that can't work; the message says how it can. */
export class UsageError extends OperatorError {}

/** The text of an option that has to be there. */
export function required(options: CommandContext['options'], name: string): string {
  const value = options[name];
  if (typeof value !== 'string' || value.trim() === '') throw new UsageError(`--${name} is missing`);
  return composed(value.trim());
}
