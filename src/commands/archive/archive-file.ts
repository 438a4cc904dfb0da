import type { Plan } from '../../config/environment.js';
import type { Role } from '../../context/principal.js';
import type { OrganizationStatus } from '../../modules/organizations/organization.entity.js';

export const FORMAT = 'taskflow-archive';
/** Of the layout of the file; another one is refused. */
export const FORMAT_VERSION = 1;

/**
 * The entries of the file, which is a tar archive: the tables first, each in parts compressed by gzip that together are
 * the text of COPY; then the files; then what the organization is, and last the checksums of all entries before, without
 * which nothing is read.
 */
export const TABLES = 'tables/';
export const ARCHIVED_FILES = 'files/';
export const ORGANIZATION = 'organization.json';

/** A member, with the account. A former member is only an id in the tables. */
export interface ArchivedMember {
  id: string;
  email: string;
  username: string | null;
  name: string;
  isActive: boolean;
  role: Role;
  joinedAt: string;
}

export interface TableContent {
  name: string;
  /** In the order in which the text has them. */
  columns: string[];
  rows: number;
}

/** The state of the hash chain, as `VERIFICATION` finds it. */
export interface Chain {
  entries: number;
  sequence: number;
  hash: string;
  brokenAt: number | null;
}

/** What an archive says of its organization. */
export interface ArchivedOrganization {
  format: typeof FORMAT;
  formatVersion: typeof FORMAT_VERSION;
  createdAt: string;
  /** The version of TaskFlow. */
  version: string;
  /** Of the organization's schema. */
  schemaVersion: number;
  organization: {
    id: string;
    name: string;
    slug: string;
    plan: Plan;
    status: OrganizationStatus;
    settings: object;
    /** Part of its ETag, which stays what clients know. */
    version: number;
    createdAt: string;
  };
  members: ArchivedMember[];
  /** In an order in which they can be filled: a table comes after those that it refers to. */
  tables: TableContent[];
  files: number;
  /** Names of files that rows name and the storage hasn't. */
  missingFiles: string[];
  chain: Chain;
}
