import { parseArgs } from 'node:util';
import type { INestApplicationContext, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './server/app.module.js';
import { analytics } from './commands/analytics.js';
import { type Command, UsageError } from './commands/command.js';
import { addDomain } from './commands/add-domain.js';
import { createAdmin } from './commands/create-admin.js';
import { createTenant } from './commands/create-tenant.js';
import { disableTotp } from './commands/disable-totp.js';
import { migrateTenants } from './commands/migrate.js';
import { removeDomain } from './commands/remove-domain.js';
import { reset } from './commands/reset.js';
import { setPlan } from './commands/set-plan.js';
import { seed } from './commands/seed.js';
import {
  deleteTenant,
  listTenants,
  purgeTenant,
  restoreTenant,
  resumeTenant,
  suspendTenant,
} from './commands/tenant-lifecycle.js';
import { activateUser, deactivateUser } from './commands/user-activation.js';
import { verifyActivity } from './commands/verify-activity.js';
import { verifyIsolation } from './commands/isolation/verify-isolation.js';
import { NestLogger } from './common/logger.js';
import { Problem } from './common/problem.js';
import { Config } from './config/config.js';
import { readEnvironment } from './config/read-environment.js';
import { migrateIfOwner } from './bootstrap/infrastructure.js';
import { start, type Started } from './bootstrap/start.js';

const COMMANDS: Record<string, Command> = {
  seed,
  'create-tenant': createTenant,
  'add-domain': addDomain,
  'remove-domain': removeDomain,
  'set-plan': setPlan,
  'create-admin': createAdmin,
  'list-tenants': listTenants,
  'suspend-tenant': suspendTenant,
  'resume-tenant': resumeTenant,
  'delete-tenant': deleteTenant,
  'restore-tenant': restoreTenant,
  'purge-tenant': purgeTenant,
  'deactivate-user': deactivateUser,
  'activate-user': activateUser,
  'disable-totp': disableTotp,
  analytics,
  migrate: migrateTenants,
  'verify-activity': verifyActivity,
  'verify-isolation': verifyIsolation,
};

function help(): string {
  const lines = Object.entries(COMMANDS).map(
    ([name, { summary, usage }]) =>
      `  ${name.padEnd(18)}${summary}${usage ? `\n${' '.repeat(20)}${usage}` : ''}`,
  );
  return `npm run cli -- COMMAND [OPTIONS]\n\n${lines.join('\n')}\n  reset --yes       remove the embedded database and all files\n`;
}

async function runCommand(
  command: Command,
  options: Record<string, string | boolean | undefined>,
  { config, logger, stop }: Started,
): Promise<void> {
  let app: INestApplicationContext | undefined;
  const application = async () => {
    await migrateIfOwner(config, logger);
    const module = AppModule.forRoot(new Config({ ...config, jobs: 'off' }));
    const booted = await NestFactory.createApplicationContext(module, {
      logger: new NestLogger(logger),
      abortOnError: false,
    });
    app = booted;
    return { get: <T>(type: Type<T>): T => booted.get(type, { strict: false }) };
  };
  try {
    process.exitCode = (await command.run({ config, options, application })) ? 0 : 1;
  } catch (error) {
    console.error(error instanceof UsageError || error instanceof Problem ? error.message : error);
    process.exitCode = 1;
  } finally {
    await app?.close();
    await stop();
  }
}

async function main([name = 'help', ...rest]: string[]): Promise<void> {
  const command = COMMANDS[name];
  if (name === 'reset') {
    const { values } = parseArgs({ args: rest, options: { yes: { type: 'boolean', default: false } } });
    reset(readEnvironment(process.env), values.yes);
  } else if (command) {
    const { values } = parseArgs({ args: rest, options: command.options ?? {} });
    const options = values as Record<string, string | boolean | undefined>;
    const run = (started: Started): Promise<void> => runCommand(command, options, started);
    await start(async () => run, { logLevel: 'warn', logStream: 'stderr' });
  } else {
    console.log(help());
    if (name !== 'help') throw new UsageError(`There is no command ${name}.`);
  }
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
