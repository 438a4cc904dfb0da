import type { Plan } from './environment.js';

/** The configuration the application runs with, once the database it uses is known. */
export class Config {
  readonly port: number;
  readonly host: string;
  /** Absolute path of the folder for the embedded database and for files. */
  readonly dataDir: string;
  /** `runtime` serves requests, `direct` bypasses a pooler, `owner` provisions and migrates. */
  readonly database: { runtime: string; direct: string; owner?: string; poolSize: number; embedded: boolean };
  readonly redisUrl?: string;
  readonly jwtSecret: string;
  readonly jobs: 'inline' | 'off';
  readonly demo: boolean;
  readonly defaultPlan: Plan;
  /** The largest file that may be attached, in bytes. */
  readonly attachmentMaxBytes: number;
  readonly corsOrigins: string[];
  readonly logLevel: string;

  constructor(values: Config) {
    Object.assign(this, values);
  }
}
