import { constants, setPriority } from 'node:os';
import { type MessagePort, workerData } from 'node:worker_threads';
import { isDiskFull } from '../../common/disk-full.js';
import type { Config } from '../../config/config.js';
import { createStorage } from '../../storage/create-storage.js';
import { StorageUnavailable } from '../../storage/storage.errors.js';
import type { FileKey } from '../../storage/storage.js';
import { inTenantSnapshot } from '../../tenancy/tenant-snapshot.js';
import { type ExportContent, openContent, type ContentRequest } from './export-content.js';
import { ExportFailure } from './exports.errors.js';
import type { FinishedFile, ExportProgress } from './exports.repository.js';

/** The task of a thread: a file to be written. */
export interface ExportTask extends ContentRequest {
  key: FileKey;
}

export type ThreadConfig = Pick<Config, 'dataDir' | 'storageUrl'> & { databaseUrl: string };

/** The result of a task. Other errors are thrown: they arrive with their message, but without class or code. */
export type ExportResult = { file: FinishedFile } | { failure: string; isFinal: boolean };

/** Between two messages about the progress, in milliseconds. */
const REPORT_INTERVAL = 50;

const { databaseUrl, ...config } = workerData as ThreadConfig;
const storage = await createStorage(config);
yieldToRequests();

/**
 * The entry point of a thread of `ExportThreads`: reads an export from a snapshot and writes its file. Each thread
 * loads this module and all its imports, which would take tenths of a second with Nest or TypeORM among them.
 * @param port sends `ExportProgress`; any message received aborts the task
 */
export default async function writeExport({
  task,
  port,
}: {
  task: ExportTask;
  port: MessagePort;
}): Promise<ExportResult> {
  const stop = new AbortController();
  port.once('message', () => stop.abort());
  let content: ExportContent | undefined;
  const reports = setInterval(() => content && port.postMessage(progressOf(content)), REPORT_INTERVAL);
  try {
    const file = await inTenantSnapshot(databaseUrl, task.key.organizationId, stop.signal, async (client) => {
      content = await openContent(client, task, stop.signal);
      const stored = await storage.put(task.key, content.stream);
      const { sequence } = content;
      return { ...stored, fileName: task.key.name, rowCount: content.countRows(), sequence };
    });
    return { file };
  } catch (error) {
    if (error instanceof ExportFailure) return { failure: error.message, isFinal: error.isFinal };
    if (isDiskFull(error)) return { failure: 'The disk is full.', isFinal: false };
    if (error instanceof StorageUnavailable)
      return { failure: 'The storage of files could not be used.', isFinal: false };
    throw error;
  } finally {
    clearInterval(reports);
    port.close();
  }
}

function progressOf(content: ExportContent): ExportProgress {
  const rowCount = content.countRows();
  // 100 means that the file is complete.
  const progress = Math.min(99, Math.floor((100 * rowCount) / (content.total + 1)));
  return { progress, rowCount, byteSize: content.countBytes() };
}

/**
 * Lowers the priority of this thread: it runs when the threads that answer requests are idle, or for a tenth of the
 * time. Only Linux has a priority for each thread (setpriority(2), "C library/kernel differences"); elsewhere it is the process's.
 */
function yieldToRequests(): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // A sandbox may forbid it. Exports are no slower without it.
  }
}
