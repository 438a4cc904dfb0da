export type { BackupProgress } from './base-backup.js';
export type { ClusterEntry } from './cluster.js';
export { EmbeddedPostgres, type EmbeddedPostgresOptions, type ServerWarning } from './embedded-postgres.js';
export { ClusterInUse, IncompatibleCluster, UnsupportedPlatform } from './errors.js';
export { type ServerAccount, serverAccount } from './installation.js';
