export type { BackupProgress } from './base-backup.js';
export type { ClusterEntry } from './cluster.js';
export { EmbeddedPostgres, type EmbeddedPostgresOptions, type ServerWarning } from './embedded-postgres.js';
export { ClusterInUse, IncompatibleCluster, NoRoom, UnsupportedPlatform } from './errors.js';
export { type ServerAccount, serverAccount } from './installation.js';
export type { LocalServer, Role } from './local-server.js';
export { upgradeCluster } from './upgrade.js';
