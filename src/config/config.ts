import type { Plan } from './environment.js';
import type { ExternalMap } from './external-tasks.js';
import type { ActionRates } from './action-rates.js';
import type { Rate } from './rate.js';

/** The configuration the application runs with, once the database it uses is known. */
export class Config {
  readonly port: number;
  readonly host: string;
  /** Absolute path of the folder for the embedded database, and for files unless they are in a bucket. */
  readonly dataDir: string;
  /** `runtime` serves requests, `direct` bypasses a pooler, `owner` provisions and migrates, `replica` may be read in place of them. */
  readonly database: {
    runtime: string;
    direct: string;
    owner?: string;
    replica?: string;
    poolSize: number;
    embedded: boolean;
    /** The roles that organizations share; left out, each has one of its own. */
    groupRoles?: readonly string[];
  };
  /** How many organizations are provisioned ahead at most. */
  readonly tenantPoolSize: number;
  readonly redisUrl?: string;
  /** The bucket for files; left out: a folder of `dataDir`. */
  readonly storageUrl?: string;
  /** What keys and channels of this deployment begin with on Redis. */
  readonly redisPrefix: string;
  /** The first signs and encrypts; all of them verify and decrypt. */
  readonly jwtSecrets: readonly string[];
  /** Where mail goes and who it is from; without it, mail is printed to the log. */
  readonly smtp?: { url: string; from: string };
  /** What links in mails begin with, without a slash at the end. */
  readonly publicUrl: string;
  readonly jobs: 'inline' | 'off';
  readonly demo: boolean;
  readonly defaultPlan: Plan;
  /** Organizations have `<slug>.<baseDomain>` for a host name, where this is set. */
  readonly baseDomain?: string;
  /** The largest file that may be attached, in bytes. */
  readonly attachmentMaxBytes: number;
  /** The largest file of tasks that may be imported, in bytes. */
  readonly importMaxBytes: number;
  /** The external API that has tasks, and the timeout of a request to it, in milliseconds. */
  readonly externalTasks?: { url: string; token?: string; timeout: number; map: ExternalMap; pages: string };
  /** How long the file of an export is kept, in hours. */
  readonly exportTtlHours: number;
  /** How many event streams an organization may have open in a process. */
  readonly eventsMaxConnections: number;
  /** Whether webhooks, and requests to external sources of organizations, may go to private addresses, and over plain HTTP. */
  readonly webhooksAllowPrivate: boolean;
  /** The age of a change at which users are notified of it, in seconds. */
  readonly notificationDelay: number;
  readonly corsOrigins: string[];
  /** What an organization may ask of the API; left out: as much as it likes. */
  readonly rateLimit?: Rate;
  /** What an address may ask of the API without being signed in; left out: as much as it likes. */
  readonly rateLimitAddress?: Rate;
  /** Which clients may create an account: all, those with an invitation, or none. */
  readonly registration: 'open' | 'invited' | 'closed';
  readonly limits: ActionRates;
  /** Addresses of proxies whose X-Forwarded-For counts; left out, none does. */
  readonly trustProxy?: string[];
  /** The Strict-Transport-Security of answers over TLS; left out, they have none. */
  readonly hsts?: string;
  /** Who sends it reads the metrics; left out: only this machine does. */
  readonly metricsToken?: string;
  /** Where a worker process serves its metrics; left out, it doesn't. */
  readonly workerMetricsPort?: number;
  /** Whether requests and jobs are traced. */
  readonly tracing?: boolean;
  readonly logLevel: string;

  constructor(values: Config) {
    Object.assign(this, values);
  }
}
