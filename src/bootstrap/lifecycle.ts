import type { INestApplicationContext } from '@nestjs/common';
import type { Logger } from 'pino';
import { QueueConnection } from '../queue/queue-connection.js';

/** How long requests and jobs may take to finish once the process was told to stop, in milliseconds. */
const GRACE = 25_000;

/**
 * Ends the process in order on SIGINT and SIGTERM: what is running finishes, then what was started
 * here stops. Whatever takes too long is cut off; accepted work stands in the outbox and runs again.
 */
export function closeOnSignals(
  app: INestApplicationContext,
  stop: () => Promise<void>,
  logger: Logger,
): void {
  let closing = false;
  const close = async (signal: NodeJS.Signals): Promise<void> => {
    if (closing) return;
    closing = true;
    logger.info(`${signal}: finishing what is running`);
    const timer = setTimeout(() => {
      logger.warn('Something did not finish in time and is cut off');
      void stop().finally(() => process.exit(1));
    }, GRACE);
    try {
      await app.close();
      await app.get(QueueConnection).closed;
    } catch (error) {
      logger.error({ msg: 'closing failed', err: error });
    }
    await stop();
    clearTimeout(timer);
    logger.info('stopped');
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void close(signal));
}
