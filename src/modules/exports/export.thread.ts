import { constants, setPriority } from 'node:os';
import { type MessagePort, workerData } from 'node:worker_threads';
import { isDiskFull } from '../../common/disk-full.js';
import type { Config } from '../../config/config.js';
import { createStorage } from '../../storage/create-storage.js';
import { StorageUnavailable } from '../../storage/storage.errors.js';
import type { FileKey } from '../../storage/storage.js';
import { faultOf } from '../../database/replica-faults.js';
import type { GroupRoles } from '../../tenancy/group-roles.js';
import type { SnapshotAnswer } from '../../tenancy/replica-reads.js';
import { switchToTenantSql } from '../../tenancy/switch-to-tenant.js';
import { inTenantSnapshot, type SnapshotServer } from '../../tenancy/tenant-snapshot.js';
import { type ExportContent, openContent, type ContentRequest } from './export-content.js';
import { ExportFailure } from './exports.errors.js';
import type { FinishedFile, ExportProgress } from './exports.repository.js';

/** The task of a thread: a file to be written. */
export interface ExportTask extends ContentRequest {
  key: FileKey;
  /** Where it is read if that can be: what it doesn't bring to an end is read on the primary, from the beginning. */
  replica?: SnapshotServer;
}

export type ThreadConfig = Pick<Config, 'dataDir' | 'storageUrl'> & {
  databaseUrl: string;
  groupRoles: GroupRoles;
};

/** The result of a task. Other errors are thrown: they arrive with their message, but without class or code. */
export type ExportResult =
  { file: FinishedFile; replica?: SnapshotAnswer } | { failure: string; isFinal: boolean };

/** Between two messages about the progress, in milliseconds. */
const REPORT_INTERVAL = 50;
/** How long a replica may bring nothing, in milliseconds: one that is frozen never does. */
const STALLED_AFTER = 60_000;

const { databaseUrl, groupRoles, ...config } = workerData as ThreadConfig;
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
  const entry = switchToTenantSql(task.key.organizationId, groupRoles);
  const write: Write = (server, signal) =>
    inTenantSnapshot(server, entry, signal, async (client) => {
      content = await openContent(client, task, signal);
      const stored = await storage.put(task.key, content.stream);
      const { sequence } = content;
      return { ...stored, fileName: task.key.name, rowCount: content.countRows(), sequence };
    });
  const reports = setInterval(() => content && port.postMessage(progressOf(content)), REPORT_INTERVAL);
  try {
    const replica = task.replica && (await fromReplica(task.replica, stop.signal, write, () => content));
    if (replica && 'file' in replica) return { ...replica, replica: {} };
    // It is whole where only the last word of the replica was missing.
    if (replica) await storage.delete(task.key);
    return { file: await write({ url: databaseUrl }, stop.signal), replica };
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

/** Reads the rows on a server, and writes them to the file, or to none. */
type Write = (server: SnapshotServer, signal: AbortSignal) => Promise<FinishedFile>;

/** @returns the file, or what kept the replica from bringing it. @throws what isn't the replica's fault */
async function fromReplica(
  server: SnapshotServer,
  stop: AbortSignal,
  write: Write,
  content: () => ExportContent | undefined,
): Promise<{ file: FinishedFile } | Required<SnapshotAnswer>> {
  const stalled = new AbortController();
  let bytes = -1;
  const watch = setInterval(() => {
    const reached = content()?.countBytes() ?? 0;
    if (reached === bytes) stalled.abort(new Error('The replica brings nothing any more.'));
    bytes = reached;
  }, STALLED_AFTER);
  try {
    return { file: await write(server, AbortSignal.any([stop, stalled.signal])) };
  } catch (error) {
    const reason = error instanceof ExportFailure || isDiskFull(error) ? undefined : faultOf(error);
    if (stop.aborted || !reason) throw error;
    return { refusal: { reason, message: (error as Error).message } };
  } finally {
    clearInterval(watch);
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
