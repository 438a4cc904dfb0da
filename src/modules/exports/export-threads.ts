import { MessageChannel } from 'node:worker_threads';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { Piscina } from 'piscina';
import { Config } from '../../config/config.js';
import { ReplicaReads } from '../../tenancy/replica-reads.js';
import type { ExportTask, ExportResult, ThreadConfig } from './export.thread.js';
import { ExportFailure } from './exports.errors.js';
import type { FinishedFile, ExportProgress } from './exports.repository.js';

/** How many exports a process writes at once, each in a worker thread. */
export const CONCURRENT_EXPORTS = 2;
/** How long an idle thread is kept, in milliseconds: starting one takes a tenth of a second. */
const IDLE_TIMEOUT = 10_000;
/**
 * The size of a thread's young generation, in MB. When it is small, V8 collects it often, and with it the buffers that
 * have been written: those are outside the heap, where V8 would let 64 MB accumulate.
 */
const YOUNG_GENERATION = 8;

/**
 * The pool of worker threads that write export files, so that requests don't wait while rows are read, written and
 * garbage-collected: each thread has its own heap and event loop in the same process.
 */
@Injectable()
export class ExportThreads implements OnApplicationShutdown {
  private readonly logger = new Logger(ExportThreads.name);
  /** Loaded by the first export. */
  private pool?: Promise<Piscina<unknown, ExportResult>>;

  constructor(
    private readonly config: Config,
    private readonly replica: ReplicaReads,
  ) {}

  private async open(): Promise<Piscina<unknown, ExportResult>> {
    const { dataDir, storageUrl, database } = this.config;
    const { Piscina: Pool } = await import('piscina');
    const pool = new Pool<unknown, ExportResult>({
      filename: new URL('./export.thread.js', import.meta.url).href,
      minThreads: 0,
      maxThreads: CONCURRENT_EXPORTS,
      idleTimeout: IDLE_TIMEOUT,
      // A thread that waits on atomics would process no events, such as the end of a connection.
      atomics: 'disabled',
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION },
      workerData: {
        dataDir,
        storageUrl,
        databaseUrl: database.direct,
        groupRoles: database.groupRoles,
      } satisfies ThreadConfig,
    });
    // The error of an idle thread, which would end the process if nothing listened.
    pool.on('error', (error: Error) =>
      this.logger.warn({ event: 'export.thread_failed', msg: 'An idle export thread failed', err: error }),
    );
    return pool;
  }

  /** After the attempts have ended. */
  async onApplicationShutdown(): Promise<void> {
    await (await this.pool)?.destroy();
  }

  /**
   * Writes a file. When `signal` aborts, no file is left.
   * @throws ExportFailure for failures with a public reason, and any other error unchanged
   */
  async write(
    task: ExportTask,
    signal: AbortSignal,
    onProgress: (progress: ExportProgress) => void,
  ): Promise<FinishedFile> {
    const pool = await (this.pool ??= this.open());
    const replica = await this.replica.snapshotServer();
    signal.throwIfAborted();
    const { port1: port, port2: threadPort } = new MessageChannel();
    const stop = (): void => port.postMessage('stop');
    signal.addEventListener('abort', stop);
    port.on('message', onProgress);
    try {
      const result = await pool.run(
        { task: { ...task, replica }, port: threadPort },
        { transferList: [threadPort] },
      );
      if ('file' in result) {
        if (result.replica) this.replica.note(result.replica);
        return result.file;
      }
      throw new ExportFailure(result.failure, result.isFinal);
    } finally {
      signal.removeEventListener('abort', stop);
      port.close();
    }
  }
}
