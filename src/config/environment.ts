import 'reflect-metadata';
import { isIP } from 'node:net';
import { plainToInstance, Transform } from 'class-transformer';
import {
  getMetadataStorage,
  IsArray,
  IsEmail,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Max,
  Min,
  MinLength,
  ValidateBy,
  validateSync,
} from 'class-validator';
import { isHostName, toHostName } from '../common/host-name.js';

import { RATE_PATTERN } from './rate.js';

export const PLANS = ['FREE', 'BASIC', 'PREMIUM', 'ENTERPRISE'] as const;
export type Plan = (typeof PLANS)[number];

const postgresUrl = { protocols: ['postgres', 'postgresql'], require_tld: false, require_protocol: true };
const smtpUrl = { protocols: ['smtp', 'smtps'], require_tld: false, require_protocol: true };
const httpUrl = { protocols: ['http', 'https'], require_tld: false, require_protocol: true };
const redisUrl = { protocols: ['redis', 'rediss'], require_tld: false, require_protocol: true };

const RATE_MESSAGE = 'must be a rate such as 600/min, 20/s or 5000/h';

const toNumber = Transform(({ value }) =>
  typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value,
);
const toList = Transform(({ value }) =>
  typeof value === 'string'
    ? value
        .split(',')
        .map((item) => item.trim())
        .filter(Boolean)
    : value,
);

const PROXY_RANGES = ['loopback', 'linklocal', 'uniquelocal'];

/** An address, a range such as 10.0.0.0/8, or the name of ranges. */
function isProxy(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  const [address = '', prefix, ...rest] = value.split('/');
  if (prefix === undefined) return PROXY_RANGES.includes(address) || isIP(address) > 0;
  const bits = isIP(address) === 6 ? 128 : 32;
  return isIP(address) > 0 && rest.length === 0 && /^\d{1,3}$/.test(prefix) && Number(prefix) <= bits;
}

/** Every environment variable the product reads, with its default. `.env.example` explains each. */
export class Environment {
  @toNumber
  @IsInt({ message: 'must be a port number' })
  @Min(0)
  @Max(65535)
  PORT = 3000;

  @IsOptional()
  @IsString()
  HOST?: string;

  @IsString()
  DATA_DIR = './data';

  @IsOptional()
  @IsUrl(postgresUrl, { message: 'must be a postgres:// URL' })
  DATABASE_URL?: string;

  @IsOptional()
  @IsUrl(postgresUrl, { message: 'must be a postgres:// URL' })
  DATABASE_ADMIN_URL?: string;

  @IsOptional()
  @IsUrl(postgresUrl, { message: 'must be a postgres:// URL' })
  DATABASE_DIRECT_URL?: string;

  @toNumber
  @IsInt({ message: 'must be a whole number of connections' })
  @Min(1)
  @Max(1000)
  DATABASE_POOL_SIZE = 20;

  @IsOptional()
  @IsUrl(redisUrl, { message: 'must be a redis:// URL' })
  REDIS_URL?: string;

  @IsOptional()
  @IsString()
  @MinLength(32, { message: 'must have at least 32 characters' })
  JWT_SECRET?: string;

  @IsOptional()
  @IsUrl(smtpUrl, { message: 'must be a smtp:// or smtps:// URL' })
  SMTP_URL?: string;

  @IsOptional()
  @IsEmail(
    { allow_display_name: true, require_tld: false },
    { message: 'must be an address such as TaskFlow <taskflow@example.com>' },
  )
  MAIL_FROM?: string;

  @IsOptional()
  @IsUrl(
    { ...httpUrl, allow_query_components: false, allow_fragments: false },
    { message: 'must be a http:// or https:// URL without a query' },
  )
  PUBLIC_URL?: string;

  @IsIn(['inline', 'off'], { message: 'must be inline or off' })
  JOBS: 'inline' | 'off' = 'inline';

  @IsIn(['on', 'off'], { message: 'must be on or off' })
  DEMO: 'on' | 'off' = 'on';

  @IsIn(PLANS, { message: `must be one of ${PLANS.join(', ')}` })
  DEFAULT_PLAN: Plan = 'ENTERPRISE';

  @toNumber
  @IsInt({ message: 'must be a whole number of MiB' })
  @Min(1)
  @Max(10_240)
  ATTACHMENT_MAX_MB = 25;

  @toNumber
  @IsInt({ message: 'must be a whole number of MiB' })
  @Min(1)
  @Max(10_240)
  IMPORT_MAX_MB = 512;

  @toNumber
  @IsInt({ message: 'must be a whole number of hours' })
  @Min(1)
  @Max(87_600)
  EXPORT_TTL_HOURS = 168;

  @toNumber
  @IsInt({ message: 'must be a whole number of connections' })
  @Min(1)
  @Max(100_000)
  EVENTS_MAX_CONNECTIONS = 1000;

  @IsIn(['on', 'off'], { message: 'must be on or off' })
  WEBHOOKS_ALLOW_PRIVATE: 'on' | 'off' = 'off';

  @toNumber
  @IsInt({ message: 'must be a whole number of seconds' })
  @Min(0)
  @Max(86_400)
  NOTIFICATION_DELAY_SECONDS = 10;

  @IsOptional()
  @Transform(({ value }) => toHostName(value) ?? value)
  @ValidateBy({
    name: 'isHostName',
    validator: {
      validate: isHostName,
      defaultMessage: () => 'must be a host name, such as tasks.example.com',
    },
  })
  BASE_DOMAIN?: string;

  @IsOptional()
  @IsUrl(
    { ...httpUrl, disallow_auth: true, allow_fragments: false },
    { message: 'must be a http:// or https:// URL without a password in it' },
  )
  EXTERNAL_TASKS_URL?: string;

  @IsOptional()
  @IsString()
  EXTERNAL_TASKS_TOKEN?: string;

  @toNumber
  @IsInt({ message: 'must be a whole number of seconds' })
  @Min(1)
  @Max(30)
  EXTERNAL_TASKS_TIMEOUT = 3;

  @toList
  @IsArray()
  @IsUrl(httpUrl, {
    each: true,
    message: 'must be a comma-separated list of origins such as https://app.example.com',
  })
  CORS_ORIGINS: string[] = [];

  @IsOptional()
  @Matches(RATE_PATTERN, { message: RATE_MESSAGE })
  RATE_LIMIT?: string;

  @IsOptional()
  @Matches(RATE_PATTERN, { message: RATE_MESSAGE })
  RATE_LIMIT_ADDRESS?: string;

  @toList
  @IsArray()
  @ValidateBy(
    { name: 'isProxy', validator: { validate: isProxy } },
    {
      each: true,
      message: `must be a comma-separated list of addresses, ranges such as 10.0.0.0/8, ${PROXY_RANGES.join(', ')}`,
    },
  )
  TRUST_PROXY: string[] = [];

  @IsOptional()
  @IsString()
  @MinLength(16, { message: 'must have at least 16 characters' })
  METRICS_TOKEN?: string;

  @IsOptional()
  @toNumber
  @IsInt({ message: 'must be a port number' })
  @Min(0)
  @Max(65535)
  WORKER_METRICS_PORT?: number;

  @IsOptional()
  @IsUrl(httpUrl, { message: 'must be a http:// or https:// URL' })
  OTEL_EXPORTER_OTLP_ENDPOINT?: string;

  @IsString()
  OTEL_SERVICE_NAME = 'taskflow';

  @IsIn(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    message: 'must be fatal, error, warn, info, debug, trace or silent',
  })
  LOG_LEVEL = 'info';
}

/** The names of all variables, those without a default included. */
export const ENVIRONMENT_KEYS = getMetadataStorage()
  .getTargetValidationMetadatas(Environment, '', false, false)
  .map(({ propertyName }) => propertyName)
  .filter((name, index, names) => names.indexOf(name) === index);

/** The configuration is unusable; `problems` has one readable line per key, never a value. */
export class ConfigurationError extends Error {
  constructor(readonly problems: string[]) {
    super(`The configuration is not usable:\n${problems.map((line) => `  ${line}`).join('\n')}`);
  }
}

/**
 * Reads and checks the environment. An empty variable counts as unset.
 * @throws ConfigurationError naming every key that is wrong.
 */
export function readEnvironment(source: NodeJS.ProcessEnv): Environment {
  const given = ENVIRONMENT_KEYS.filter((key) => source[key] !== undefined && source[key] !== '').map(
    (key) => [key, source[key]],
  );
  const environment = plainToInstance(Environment, Object.fromEntries(given));
  const problems = validateSync(environment).map(
    (error) =>
      `${error.property} ${Object.values(error.constraints ?? {})[0]?.replace(`${error.property} `, '')}`,
  );
  if (environment.DATABASE_URL) {
    if (!environment.JWT_SECRET && !problems.some((line) => line.startsWith('JWT_SECRET'))) {
      problems.push('JWT_SECRET must be set when DATABASE_URL is: it has to be the same for every process');
    }
  } else {
    for (const key of ['DATABASE_ADMIN_URL', 'DATABASE_DIRECT_URL'] as const) {
      if (environment[key]) problems.push(`${key} needs DATABASE_URL to be set too`);
    }
  }
  if (Boolean(environment.SMTP_URL) !== Boolean(environment.MAIL_FROM)) {
    problems.push('SMTP_URL and MAIL_FROM must be set together');
  }
  if (environment.EXTERNAL_TASKS_TOKEN && !environment.EXTERNAL_TASKS_URL) {
    problems.push('EXTERNAL_TASKS_TOKEN needs EXTERNAL_TASKS_URL to be set too');
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
  return environment;
}
