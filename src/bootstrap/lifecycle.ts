import type { INestApplicationContext } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Infrastructure } from './infrastructure.js';
import { STOP_SIGNALS } from './stop-during-start.js';
import { QueueConnection } from '../queue/queue-connection.js';

/** How long requests and jobs may take to finish once the process was told to stop, in milliseconds. */
const GRACE = 25_000;

/**
 * Ends the process in order on SIGINT and SIGTERM: what is running finishes, then what was started
 * here stops. Whatever takes too long is cut off; accepted work stands in the outbox and runs again.
 */
export function closeOnSignals(
  app: INestApplicationContext,
  stop: Infrastructure['stop'],
  logger: Logger,
): void {
  let closing = false;
  const close = async (signal: NodeJS.Signals): Promise<void> => {
    if (closing) return;
    closing = true;
    logger.info({
      event: 'process.stopping',
      msg: 'The process stops when what is running has finished',
      signal,
    });
    const timer = setTimeout(() => {
      logger.warn({
        event: 'process.stop_timed_out',
        msg: 'What did not finish in time is cut off',
        timeout: GRACE,
      });
      void stop(true).finally(() => process.exit(1));
    }, GRACE);
    try {
      await app.close();
      await app.get(QueueConnection).closed;
    } catch (error) {
      logger.error({ event: 'process.stop_failed', msg: 'The application could not be closed', err: error });
    }
    await stop();
    clearTimeout(timer);
    logger.info({ event: 'process.stopped', msg: 'The process has stopped' });
    process.exit(0);
  };
  for (const signal of STOP_SIGNALS) process.on(signal, () => void close(signal));
}
