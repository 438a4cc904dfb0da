import 'reflect-metadata';
import { plainToInstance, Transform } from 'class-transformer';
import {
  getMetadataStorage,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUrl,
  Max,
  Min,
  MinLength,
  validateSync,
} from 'class-validator';

export const PLANS = ['FREE', 'BASIC', 'PREMIUM', 'ENTERPRISE'] as const;
export type Plan = (typeof PLANS)[number];

const postgresUrl = { protocols: ['postgres', 'postgresql'], require_tld: false, require_protocol: true };
const redisUrl = { protocols: ['redis', 'rediss'], require_tld: false, require_protocol: true };

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
  DATABASE_POOL_SIZE = 10;

  @IsOptional()
  @IsUrl(redisUrl, { message: 'must be a redis:// URL' })
  REDIS_URL?: string;

  @IsOptional()
  @IsString()
  @MinLength(32, { message: 'must have at least 32 characters' })
  JWT_SECRET?: string;

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

  @toList
  @IsArray()
  @IsUrl(
    { require_tld: false, require_protocol: true, protocols: ['http', 'https'] },
    { each: true, message: 'must be a comma-separated list of origins such as https://app.example.com' },
  )
  CORS_ORIGINS: string[] = [];

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
  if (problems.length > 0) throw new ConfigurationError(problems);
  return environment;
}
