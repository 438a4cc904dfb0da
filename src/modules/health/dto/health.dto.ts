export class HealthDto {
  /** @example ok */
  status: 'ok';
  /** @example 0.1.0 */
  version: string;
  /** Seconds since the start. @example 3600 */
  uptime: number;
}

export class PartDto {
  /** @example up */
  status: 'up' | 'down';
  /** The backend of the part. @example PostgreSQL */
  backend: string;
}

export class PartsDto {
  database: PartDto;
  /** Whether the service may use the database role of every organization; without one it isn't served. */
  roles: PartDto;
  queue: PartDto;
  cache: PartDto;
  /** Whether files can be stored and read. */
  storage: PartDto;
  /** Whether any process runs jobs. */
  worker: PartDto;
}

export class ReadinessDto {
  /** `degraded` when a part is down that requests don't need. @example ok */
  status: 'ok' | 'degraded' | 'unavailable';
  parts: PartsDto;
}
