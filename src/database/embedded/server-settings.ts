import { totalmem } from 'node:os';

/** An eighth of the memory that this process may use, between 128 MB and 4 GB. It is taken as data fills it. */
function sharedBuffers(): number {
  const available = Math.min(totalmem(), process.constrainedMemory() || Infinity);
  return Math.round(Math.min(Math.max(available / 8 / 2 ** 20, 128), 4096));
}

/** How the embedded server is run: for this machine only, and for many schemas. */
export const SETTINGS: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: `${sharedBuffers()}MB`,
  // After a checkpoint the first change of a page writes all of it: many organizations have many pages.
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  // A dump of the whole database locks every table of every organization.
  max_locks_per_transaction: '256',
  // Every organization that comes or goes changes the catalogs, which every query reads: they are looked
  // at more often than once a minute, and vacuumed before a fifth of their rows is dead.
  autovacuum_naptime: '15s',
  autovacuum_vacuum_scale_factor: '0.05',
  autovacuum_analyze_scale_factor: '0.05',
  wal_compression: 'on',
  log_min_messages: 'warning',
  timezone: 'UTC',
};
