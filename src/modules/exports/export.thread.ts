import { constants, setPriority } from 'node:os';
import { type MessagePort, workerData } from 'node:worker_threads';
import type { Config } from '../../config/config.js';
import { LocalStorage } from '../../storage/local-storage.js';
import type { FileKey } from '../../storage/storage.js';
import { inTenantSnapshot } from '../../tenancy/tenant-snapshot.js';
import { type ExportContent, openContent, type OrderedContent } from './export-content.js';
import { ExportFailure } from './exports.errors.js';
import type { FinishedFile, Progress } from './exports.repository.js';

/** A file to be written. */
export interface ExportOrder extends OrderedContent {
  key: FileKey;
}

export type ThreadConfig = Pick<Config, 'dataDir'> & { databaseUrl: string };

/** How an order ended. Other errors are thrown: they arrive with their message, but without class or code. */
export type ExportOutcome = { file: FinishedFile } | { failure: string; isFinal: boolean };

/** Between two messages about the progress, in milliseconds. */
const REPORT_INTERVAL = 50;

/** How a file system says that it takes no more: it is full, or a quota or a limit of the process is reached. */
const NO_ROOM = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

const { dataDir, databaseUrl } = workerData as ThreadConfig;
const storage = new LocalStorage({ dataDir });
yieldToRequests();

/**
 * What a thread of `ExportThreads` does: reads an export from a snapshot and writes its file. This module and all
 * that it imports are loaded by each of them, which takes tenths of a second with Nest or TypeORM among them.
 * @param port sends `Progress`; any message from there ends the order before its time
 */
export default async function writeExport({
  order,
  port,
}: {
  order: ExportOrder;
  port: MessagePort;
}): Promise<ExportOutcome> {
  const stop = new AbortController();
  port.once('message', () => stop.abort());
  let content: ExportContent | undefined;
  const reports = setInterval(() => content && port.postMessage(progressOf(content)), REPORT_INTERVAL);
  try {
    const file = await inTenantSnapshot(
      databaseUrl,
      order.key.organizationId,
      stop.signal,
      async (client) => {
        content = await openContent(client, order, stop.signal);
        const stored = await storage.put(order.key, content.stream);
        const { sequence } = content;
        return { ...stored, fileName: order.key.name, rowCount: content.countRows(), sequence };
      },
    );
    return { file };
  } catch (error) {
    if (error instanceof ExportFailure) return { failure: error.message, isFinal: error.isFinal };
    if (NO_ROOM.has((error as { code?: string }).code ?? ''))
      return { failure: 'The disk is full.', isFinal: false };
    throw error;
  } finally {
    clearInterval(reports);
    port.close();
  }
}

function progressOf(content: ExportContent): Progress {
  const rowCount = content.countRows();
  // 100 is for a file that is whole.
  const progress = Math.min(99, Math.floor((100 * rowCount) / (content.total + 1)));
  return { progress, rowCount, byteSize: content.countBytes() };
}

/**
 * Lets this thread run when those that answer requests have nothing to do, or for a tenth of the time. Only Linux has
 * a priority for each thread (setpriority(2), "C library/kernel differences"); elsewhere it is the process's.
 */
function yieldToRequests(): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // A sandbox may forbid it. Exports are no slower without it.
  }
}
