import type { EventEmitter } from 'node:events';
import { createPostgresBackend, createRedisBackend, type IQueueBackend } from 'bullmq';

/** Parts of BullMQ's backend for PostgreSQL that its types hide. */
interface Readiness {
  readyPromise?: Promise<void> | undefined;
  waitUntilReady: () => Promise<void>;
}

/** BullMQ on PostgreSQL. */
export const postgresBackend: typeof createPostgresBackend = (...parameters) => {
  const backend = createPostgresBackend(...parameters);
  const { connection } = backend as unknown as { connection: Readiness };
  for (const part of [backend as unknown as Readiness, connection]) retryReadiness(part);
  return keepLookingForStalledJobs(backend);
};

/** BullMQ on Redis. */
export const redisBackend: typeof createRedisBackend = (...parameters) =>
  keepLookingForStalledJobs(createRedisBackend(...parameters));

/**
 * Has a backend that could not connect try again with the next call. BullMQ remembers the failure for good, and a
 * worker asks again at once, without ever letting go of the event loop.
 */
function retryReadiness(part: Readiness): void {
  const wait = part.waitUntilReady.bind(part);
  part.waitUntilReady = async () => {
    const attempt = wait();
    const { readyPromise } = part;
    try {
      await attempt;
    } catch (error) {
      if (part.readyPromise === readyPromise) part.readyPromise = undefined;
      throw error;
    }
  };
}

/** The search for stalled jobs ends for good with its first error: so it gets none, and finds nothing this time. */
function keepLookingForStalledJobs<Backend extends IQueueBackend>(backend: Backend): Backend {
  const find = backend.moveStalledJobsToWait.bind(backend);
  backend.moveStalledJobsToWait = () =>
    find().catch((error: Error) => {
      (backend as unknown as EventEmitter).emit('error', error);
      return [];
    });
  return backend;
}
