export { EmbeddedPostgres, type EmbeddedPostgresOptions, type ServerWarning } from './embedded-postgres.js';
export { ClusterInUse, UnsupportedPlatform } from './errors.js';
export { type ServerAccount, serverAccount } from './installation.js';
