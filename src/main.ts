import { createLogger } from './common/logger.js';
import { ConfigurationError, readEnvironment } from './config/environment.js';
import { createHttpApp } from './http/http-app.js';
import { migrateIfOwner, prepareInfrastructure } from './infrastructure.js';

async function main(): Promise<void> {
  const environment = readEnvironment(process.env);
  const logger = createLogger(environment.LOG_LEVEL);
  const log = (message: string): void => logger.info(message);
  const { config, stop } = await prepareInfrastructure(environment, log);
  await migrateIfOwner(config, log);
  const app = await createHttpApp(config, logger);
  await app.listen(config.port, config.host);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void app.close().then(stop));
}

main().catch((error: Error) => {
  console.error(error instanceof ConfigurationError ? error.message : error);
  process.exitCode = 1;
});
