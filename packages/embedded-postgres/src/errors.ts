/** There is no PostgreSQL for this operating system and processor. */
export class UnsupportedPlatform extends Error {}

/** A server runs on the cluster. */
export class ClusterInUse extends Error {}

/** The cluster is of another major version of PostgreSQL. */
export class IncompatibleCluster extends Error {}

/** The disk has no room for what is to be written. */
export class NoRoom extends Error {}
