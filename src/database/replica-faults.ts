import { Problem } from '../common/problem.js';
import { NoFreeConnection } from './tenant-affinity-pool.js';

/** The replica has not replayed what the read has to show, or is no replica any more. */
export class ReplicaBehind extends Error {
  constructor() {
    super('The replica has not replayed what is to be read.');
  }
}

/**
 * What keeps the replica from answering a read: it is behind; it ended the read, as replaying had to go on; all connections to it
 * are busy; it fails.
 */
export type ReplicaFault = 'behind' | 'conflict' | 'busy' | 'failed';

/** Of "canceling statement due to conflict with recovery", and of a deadlock with it. */
const CONFLICTS = ['40001', '40P01'];
/** A role, a table or a value that isn't known: the replica may not have replayed it. Where it has, the primary says the same. */
const UNKNOWN = /^(?:22|3F|42)/;
const READ_ONLY_TRANSACTION = '25006';

/** @returns undefined for an error that is the read's own, which the primary isn't asked about: a problem for the client, a write */
export function faultOf(error: unknown): ReplicaFault | undefined {
  if (error instanceof Problem) return undefined;
  if (error instanceof ReplicaBehind) return 'behind';
  if (error instanceof NoFreeConnection) return 'busy';
  const { code } = error as { code?: string };
  if (code === READ_ONLY_TRANSACTION) return undefined;
  if (code && CONFLICTS.includes(code)) return 'conflict';
  return code && UNKNOWN.test(code) ? 'behind' : 'failed';
}
