import type { ParseArgsOptionsConfig } from 'node:util';
import type { Type } from '@nestjs/common';
import { composed } from '../common/text.js';
import { OperatorError } from '../common/operator-error.js';
import type { Config } from '../config/config.js';

/** What a command gets to work with. */
export interface CommandContext {
  config: Config;
  options: Record<string, string | boolean | undefined>;
  /** Boots the application on a migrated database, for the commands that need its services. */
  application: () => Promise<{ get: <T>(type: Type<T>) => T }>;
}

export interface Command {
  /** One line for the help. */
  summary: string;
  /** The options as the help shows them. */
  usage?: string;
  options?: ParseArgsOptionsConfig;
  /** @returns whether everything went well: the exit code says so */
  run: (context: CommandContext) => Promise<boolean>;
}

/** A command was called in a way that can't work; the message says how it can. */
export class UsageError extends OperatorError {}

/** The text of an option that has to be there. */
export function required(options: CommandContext['options'], name: string): string {
  const value = options[name];
  if (typeof value !== 'string' || value.trim() === '') throw new UsageError(`--${name} is missing`);
  return composed(value.trim());
}
