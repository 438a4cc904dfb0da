import 'reflect-metadata';
import { Transform } from 'class-transformer';
import {
  ArrayMinSize,
  ArrayUnique,
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
  ValidateBy,
} from 'class-validator';
import { MinLength } from '../common/text.js';
import { isHostName, toHostName } from '../common/host-name.js';
import { IsExternalMap, PAGES, PAGES_MESSAGE } from './external-tasks.js';
import { RATE_PATTERN } from './rate.js';
import { IsRedisUrl } from './redis-url.js';
import { IsStorageUrl } from './storage-url.js';
import { httpUrl, isOrigin, IsPostgresUrl, smtpUrl, toOrigin } from './url-formats.js';
import {
  HSTS_MESSAGE,
  HSTS_PATTERN,
  IsRateOrOff,
  isProxy,
  PROXY_RANGES,
  RATE_MESSAGE,
  toList,
  toNumber,
} from './variable-formats.js';

export const PLANS = ['FREE', 'BASIC', 'PREMIUM', 'ENTERPRISE'] as const;
export type Plan = (typeof PLANS)[number];

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
  @IsPostgresUrl()
  DATABASE_URL?: string;

  @IsOptional()
  @IsPostgresUrl()
  DATABASE_ADMIN_URL?: string;

  @IsOptional()
  @IsPostgresUrl()
  DATABASE_DIRECT_URL?: string;

  @IsOptional()
  @IsPostgresUrl()
  DATABASE_REPLICA_URL?: string;

  @toNumber
  @IsInt({ message: 'must be a whole number of connections' })
  @Min(1)
  @Max(1000)
  DATABASE_POOL_SIZE = 20;

  @Matches(/^(organization|[1-9]\d{0,2})$/, {
    message: 'must be organization, or how many roles organizations share, from 1 to 999',
  })
  TENANT_ROLES = 'organization';

  @toNumber
  @IsInt({ message: 'must be a whole number of organizations' })
  @Min(0)
  @Max(10_000)
  TENANT_POOL_SIZE = 256;

  @IsOptional()
  @IsRedisUrl()
  REDIS_URL?: string;

  @Matches(/^[\w.-]{1,50}$/, { message: 'must be letters, digits, dots, hyphens and underscores' })
  REDIS_PREFIX = 'taskflow';

  @IsOptional()
  @IsStorageUrl()
  STORAGE_URL?: string;

  @IsOptional()
  @toList
  @ArrayMinSize(1, { message: 'must name a secret' })
  @ArrayUnique({ message: 'must not name a secret twice' })
  @MinLength(32, { each: true, message: 'must have at least 32 characters each' })
  JWT_SECRET?: string[];

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

  @IsOptional()
  @IsExternalMap()
  EXTERNAL_TASKS_MAP?: string;

  @Matches(PAGES, { message: PAGES_MESSAGE })
  EXTERNAL_TASKS_PAGES = 'link';

  @toList
  @IsArray()
  @Transform(({ value }: { value: unknown[] }) => value.map((item) => toOrigin(String(item)) ?? item))
  @ValidateBy(
    { name: 'isOrigin', validator: { validate: isOrigin } },
    {
      each: true,
      message: 'must be a comma-separated list of origins such as https://app.example.com, without a path',
    },
  )
  CORS_ORIGINS: string[] = [];

  @IsOptional()
  @Matches(RATE_PATTERN, { message: RATE_MESSAGE })
  RATE_LIMIT?: string;

  @IsOptional()
  @Matches(RATE_PATTERN, { message: RATE_MESSAGE })
  RATE_LIMIT_ADDRESS?: string;

  @IsIn(['open', 'invited', 'closed'], { message: 'must be open, invited or closed' })
  REGISTRATION: 'open' | 'invited' | 'closed' = 'open';

  @IsRateOrOff()
  LIMIT_REGISTRATIONS = '30/h';

  @IsRateOrOff()
  LIMIT_PASSWORD_RESETS = '30/h';

  @IsRateOrOff()
  LIMIT_ACCOUNT_CHANGES = '20/h';

  @IsRateOrOff()
  LIMIT_ORGANIZATIONS = '10/h';

  @IsRateOrOff()
  LIMIT_INVITATIONS = '100/h';

  @IsRateOrOff()
  LIMIT_API_TOKENS = '60/h';

  @IsRateOrOff()
  LIMIT_ACCOUNT_EXPORTS = '10/h';

  @IsRateOrOff()
  LIMIT_CALENDAR_READS = '120/h';

  @IsRateOrOff()
  LIMIT_MAILS_PER_RECIPIENT = '5/d';

  @Matches(/^([1-9]\d{0,5}|off)$/, { message: 'must be a whole number of organizations, or off' })
  ORGANIZATIONS_PER_USER = '20';

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

  @Matches(HSTS_PATTERN, { message: HSTS_MESSAGE })
  HSTS = 'max-age=31536000';

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
