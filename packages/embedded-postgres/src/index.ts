export { EmbeddedPostgres, type EmbeddedPostgresOptions } from './embedded-postgres.js';
export { ClusterInUse, UnsupportedPlatform } from './errors.js';
export { type ServerAccount, serverAccount } from './installation.js';
