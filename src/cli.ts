import { parseArgs } from 'node:util';
import type { INestApplicationContext, Type } from '@nestjs/common';
import {
  type Command,
  type CommandApplication,
  type CommandContext,
  type CommandDescription,
  UsageError,
} from './commands/command.js';
import { COMMANDS, loadCommands } from './commands/commands.js';
import { BUILT_IN, completion, OFFLINE_COMMANDS } from './commands/completion.js';
import { VERSION } from './common/version.js';
import { NestLogger } from './common/logger.js';
import { OperatorError } from './common/operator-error.js';
import { Problem } from './common/problem.js';
import { Config } from './config/config.js';
import { readEnvironment } from './config/read-environment.js';
import { migrateIfOwner } from './bootstrap/infrastructure.js';
import { start, type Started } from './bootstrap/start.js';

async function help(): Promise<string> {
  const lines = [...Object.entries(BUILT_IN), ...Object.entries(await loadCommands())].map(
    ([name, { summary, usage }]) =>
      `  ${name.padEnd(18)}${summary}${usage ? `\n${' '.repeat(20)}${usage}` : ''}`,
  );
  return `taskflow COMMAND [OPTIONS]\n\n${lines.join('\n')}\n`;
}

type Options = CommandContext['options'];

const optionsOf = ({ options = {} }: CommandDescription, args: string[]): Options =>
  parseArgs({ args, options }).values as Options;

async function runCommand(
  command: Command,
  options: Options,
  { config, logger, stop }: Started,
): Promise<void> {
  let app: INestApplicationContext | undefined;
  let isBooting = false;
  const application = async (): Promise<CommandApplication> => {
    await migrateIfOwner(config, logger);
    isBooting = true;
    // Loaded for the commands that need it: it takes more than a second.
    const [{ NestFactory }, { AppModule }, { RequestContext }] = await Promise.all([
      import('@nestjs/core'),
      import('./server/app.module.js'),
      import('./context/request-context.js'),
    ]);
    const module = AppModule.forRoot(new Config({ ...config, jobs: 'off' }));
    const booted = await NestFactory.createApplicationContext(module, {
      logger: new NestLogger(logger),
      abortOnError: false,
    });
    app = booted;
    isBooting = false;
    const get = <T>(type: Type<T>): T => booted.get(type, { strict: false });
    const asOperator = <T>(work: () => Promise<T>): Promise<T> =>
      get(RequestContext).run({ actor: 'cli' }, work);
    return { get, asOperator };
  };
  try {
    process.exitCode = (await command.run({ config, options, application })) ? 0 : 1;
  } catch (error) {
    // The connections of an application that didn't come up would keep the process: the start ends it.
    if (isBooting) throw error;
    console.error(error instanceof OperatorError || error instanceof Problem ? error.message : error);
    process.exitCode = 1;
  } finally {
    await app?.close();
    await stop();
  }
}

async function main([name = 'help', ...rest]: string[]): Promise<void> {
  const load = COMMANDS[name];
  const offline = OFFLINE_COMMANDS[name];
  if (name === 'completion') {
    const { positionals } = parseArgs({ args: rest, allowPositionals: true });
    console.log(completion(positionals[0], { ...BUILT_IN, ...(await loadCommands()) }));
  } else if (name === '--version') {
    console.log(VERSION);
  } else if (offline) {
    const environment = readEnvironment(process.env);
    if (!(await offline.run({ environment, options: optionsOf(offline, rest) }))) process.exitCode = 1;
  } else if (load) {
    const command = await load();
    const options = optionsOf(command, rest);
    const run = (started: Started): Promise<void> => runCommand(command, options, started);
    await start(async () => run, { logLevel: 'warn', logStream: 'stderr' });
  } else {
    console.log(await help());
    if (!['help', '--help', '-h'].includes(name)) throw new UsageError(`There is no command ${name}.`);
  }
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
