import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { Config } from '#app/config/config.js';
import { environmentOf } from './server-process.ts';

const CLI = join(import.meta.dirname, '../../dist/cli.js');

/** How a command ended: its exit code, its standard output, and its log on the standard error. */
export interface CommandResult {
  code: number;
  output: string;
  log: string;
}

/** Runs `taskflow` in a process of its own, as operators do, on the database and the data of a configuration. */
export const runCommand = (config: Config, ...args: string[]): Promise<CommandResult> =>
  runCommandIn(environmentOf(config), ...args);

/** @param environment all there is, beside PATH */
export function runCommandIn(environment: Record<string, string>, ...args: string[]): Promise<CommandResult> {
  const env = { PATH: process.env['PATH'], ...environment };
  return new Promise((resolve) => {
    execFile(process.execPath, [CLI, ...args], { env }, (error, output, log) =>
      resolve({ code: error ? Number(error.code) : 0, output, log }),
    );
  });
}
