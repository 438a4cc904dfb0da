import { MessageChannel } from 'node:worker_threads';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Piscina } from 'piscina';
import { Config } from '../../config/config.js';
import type { ExportOrder, ExportOutcome, ThreadConfig } from './export.thread.js';
import { ExportFailure } from './exports.errors.js';
import type { FinishedFile, Progress } from './exports.repository.js';

/** How many exports a process writes at once, each in a thread. */
export const CONCURRENT_EXPORTS = 2;
/** How long a thread waits for another export before it ends, in milliseconds: to begin one takes a tenth of a second. */
const IDLE_TIMEOUT = 10_000;
/**
 * How much room a thread has for young objects, in MB. With little it collects them often, and with them the buffers
 * that have been written: these lie outside, where V8 lets 64 MB come together.
 */
const YOUNG_GENERATION = 8;

/**
 * Threads that write the files of exports, so that requests needn't wait while rows are read, written and collected:
 * the same process with a heap and an event loop for each.
 */
@Injectable()
export class ExportThreads implements OnApplicationShutdown {
  private readonly logger = new Logger(ExportThreads.name);
  private readonly pool: Piscina<unknown, ExportOutcome>;

  constructor({ dataDir, database }: Config) {
    this.pool = new Piscina({
      filename: new URL('./export.thread.js', import.meta.url).href,
      minThreads: 0,
      maxThreads: CONCURRENT_EXPORTS,
      idleTimeout: IDLE_TIMEOUT,
      // A thread that waits would do nothing else, such as to hear that a connection has ended.
      atomics: 'disabled',
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION },
      workerData: { dataDir, databaseUrl: database.direct } satisfies ThreadConfig,
    });
    // What a thread fails with that writes nothing. Where nobody listens, it would end the process.
    this.pool.on('error', (error: Error) => this.logger.warn(`A thread of exports failed: ${error.message}`));
  }

  /** Once the runs have ended. */
  async onApplicationShutdown(): Promise<void> {
    await this.pool.destroy();
  }

  /**
   * Writes a file. When `signal` aborts, nothing is left of it.
   * @throws ExportFailure for what can be told to people, and whatever else it fails with
   */
  async write(
    order: ExportOrder,
    signal: AbortSignal,
    onProgress: (progress: Progress) => void,
  ): Promise<FinishedFile> {
    signal.throwIfAborted();
    const { port1: port, port2: threadPort } = new MessageChannel();
    const stop = (): void => port.postMessage('stop');
    signal.addEventListener('abort', stop);
    port.on('message', onProgress);
    try {
      const outcome = await this.pool.run({ order, port: threadPort }, { transferList: [threadPort] });
      if ('file' in outcome) return outcome.file;
      throw new ExportFailure(outcome.failure, outcome.isFinal);
    } finally {
      signal.removeEventListener('abort', stop);
      port.close();
    }
  }
}
