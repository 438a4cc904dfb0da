import { describe, expect, it } from 'vitest';
import { ConfigurationError, readEnvironment } from './read-environment.js';

const URL = 'postgres://taskflow:hidden@db/taskflow';
const SECRET = 'hidden'.repeat(6);

function problemsOf(source: Record<string, string>): string[] {
  try {
    readEnvironment(source);
    return [];
  } catch (error) {
    return (error as ConfigurationError).problems;
  }
}

describe('readEnvironment', () => {
  it('needs nothing', () => {
    expect(readEnvironment({})).toMatchObject({
      PORT: 3000,
      DATA_DIR: './data',
      DATABASE_POOL_SIZE: 20,
      JOBS: 'inline',
      DEMO: 'on',
      DEFAULT_PLAN: 'ENTERPRISE',
      CORS_ORIGINS: [],
      TRUST_PROXY: [],
      LOG_LEVEL: 'info',
    });
  });

  it('takes an empty variable for an unset one, and ignores those of others', () => {
    expect(readEnvironment({ PORT: '', JWT_SECRET: '', DATABASE_URL: '', PATH: '/bin' })).toEqual(
      readEnvironment({}),
    );
  });

  it('reads numbers and lists', () => {
    const source = {
      PORT: '0',
      DATABASE_POOL_SIZE: '25',
      CORS_ORIGINS: ' https://a.example, http://localhost:5173 ,',
    };
    expect(readEnvironment(source)).toMatchObject({
      PORT: 0,
      DATABASE_POOL_SIZE: 25,
      CORS_ORIGINS: ['https://a.example', 'http://localhost:5173'],
    });
  });

  it('reads every number from text', () => {
    const defaults = readEnvironment({});
    const numbers = Object.entries(defaults).filter(([, value]) => typeof value === 'number');
    expect(numbers.length).toBeGreaterThan(5);
    for (const [key, value] of numbers) expect(readEnvironment({ [key]: String(value) })).toEqual(defaults);
  });

  it('reads limits that are on unless they are off', () => {
    expect(readEnvironment({})).toMatchObject({ REGISTRATION: 'open', LIMIT_REGISTRATIONS: '30/h' });
    const own = { REGISTRATION: 'invited', LIMIT_INVITATIONS: 'off', ORGANIZATIONS_PER_USER: 'off' };
    expect(readEnvironment(own)).toMatchObject(own);
    expect(
      problemsOf({ REGISTRATION: 'maybe', LIMIT_INVITATIONS: '100', ORGANIZATIONS_PER_USER: '0' }),
    ).toEqual([
      'REGISTRATION must be open, invited or closed',
      'LIMIT_INVITATIONS must be a rate such as 30/h or 5/d, or off',
      'ORGANIZATIONS_PER_USER must be a whole number of organizations, or off',
    ]);
  });

  it('reads where mail goes and who it is from', () => {
    const mail = {
      SMTP_URL: 'smtps://user:p%40ss@mail.example.com:465',
      PUBLIC_URL: 'http://localhost:3000/flow',
    };
    for (const MAIL_FROM of ['taskflow@example.com', 'TaskFlow <taskflow@example.com>'])
      expect(readEnvironment({ ...mail, MAIL_FROM })).toMatchObject({ ...mail, MAIL_FROM });
    expect(problemsOf(mail)).toEqual(['SMTP_URL and MAIL_FROM must be set together']);
    expect(
      problemsOf({ SMTP_URL: 'http://mail', MAIL_FROM: 'nobody', PUBLIC_URL: 'https://a.example/#b' }),
    ).toEqual([
      'SMTP_URL must be a smtp:// or smtps:// URL',
      'MAIL_FROM must be an address such as TaskFlow <taskflow@example.com>',
      'PUBLIC_URL must be a http:// or https:// URL without a query',
    ]);
  });

  it.each(['10.0.0.1', 'loopback, 10.0.0.0/8', '2001:db8::/32,::1', 'uniquelocal'])(
    'trusts the proxies %j',
    (TRUST_PROXY) => {
      expect(readEnvironment({ TRUST_PROXY }).TRUST_PROXY).toEqual(TRUST_PROXY.split(/, ?/));
    },
  );

  it.each(['1', 'true', 'all', 'proxy.example.com', '10.0.0.0/33', '10.0.0.0/8/8', '10.0.0.0/'])(
    'trusts no proxy %j',
    (TRUST_PROXY) => {
      expect(problemsOf({ TRUST_PROXY })).toEqual([expect.stringMatching(/^TRUST_PROXY must be a comma/)]);
    },
  );

  it.each([
    'off',
    'max-age=0',
    'max-age=31536000',
    'max-age=63072000; includeSubDomains',
    'max-age=63072000; includeSubDomains; preload',
  ])('takes the HSTS %j', (HSTS) => {
    expect(readEnvironment({ HSTS }).HSTS).toBe(HSTS);
  });

  it.each(['on', '31536000', 'max-age', 'max-age=1y', 'max-age=1; preload', 'max-age=1\r\nset-cookie: a=b'])(
    'takes no HSTS %j',
    (HSTS) => {
      expect(problemsOf({ HSTS })).toEqual([expect.stringMatching(/^HSTS must be off, or such as max-age=/)]);
    },
  );

  it.each([
    URL,
    'postgres://u:p@/db?host=/run/postgresql',
    'postgres:///db?host=/run/postgresql',
    'postgres://u@%2Frun%2Fpostgresql/db',
    'postgres://u:p@my_db:5432/db',
    'postgres://u:p@stack_postgres/db',
    'postgres://u:p@db./db',
    'postgres://u:p%40ss@db/x?sslmode=verify-full&sslrootcert=/etc/ca.crt',
    'postgres://u:p@[::1]:5432/db',
    'postgres://u:p@db',
    'POSTGRESQL://u:p@DB/x',
  ])('takes the DATABASE_URL %j', (DATABASE_URL) => {
    expect(problemsOf({ DATABASE_URL, JWT_SECRET: SECRET })).toEqual([]);
  });

  it.each([
    'jdbc:postgresql://db/x',
    'mysql://db/x',
    'postgres:/db',
    'postgres://u:p@h1:5432,h2:5432/db',
    'postgres://u:p@db:port/x',
    'postgres://u:100%@db/x',
    'postgres://u:p @db/x',
  ])('takes no DATABASE_URL %j', (DATABASE_URL) => {
    expect(problemsOf({ DATABASE_URL, JWT_SECRET: SECRET })).toEqual([
      'DATABASE_URL must be a postgres:// URL of one host, or of a folder with a socket',
    ]);
  });

  it.each([
    ['https://app.example.com/', 'https://app.example.com'],
    ['HTTPS://App.Example.com:443', 'https://app.example.com'],
    ['http://localhost:5173', 'http://localhost:5173'],
    ['http://my_app:8080/', 'http://my_app:8080'],
    ['http://[::1]:3000', 'http://[::1]:3000'],
    ['capacitor://localhost', 'capacitor://localhost'],
    ['https://bücher.example', 'https://xn--bcher-kva.example'],
  ])('reads the origin %j as browsers send it', (CORS_ORIGINS, origin) => {
    expect(readEnvironment({ CORS_ORIGINS }).CORS_ORIGINS).toEqual([origin]);
  });

  it.each([
    'null',
    '*',
    'https://*.example.com',
    'https://a.example/app',
    'https://u:p@a.example',
    'a.example',
    'file:///',
  ])('takes no origin %j', (CORS_ORIGINS) => {
    expect(problemsOf({ CORS_ORIGINS })).toEqual([
      expect.stringMatching(/^CORS_ORIGINS must be .* without a path$/),
    ]);
  });

  it.each<Record<string, string>>([
    { SMTP_URL: 'smtp://mail_relay:25', MAIL_FROM: 'a@b.example' },
    { PUBLIC_URL: 'http://my_host:3000' },
    { PUBLIC_URL: 'http://[::1]:3000' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://otel_collector:4318' },
    { EXTERNAL_TASKS_URL: 'http://legacy_api:8080/tasks' },
    { REDIS_URL: 'redis://my_redis:6379' },
  ])('takes names of containers: %j', (source) => {
    expect(problemsOf(source)).toEqual([]);
  });

  it('takes a whole set-up', () => {
    const source = {
      HOST: '::',
      DATABASE_URL: URL,
      DATABASE_ADMIN_URL: URL.replace('postgres:', 'postgresql:'),
      DATABASE_DIRECT_URL: URL,
      DATABASE_REPLICA_URL: URL.replace('postgres:', 'postgresql:'),
      REDIS_URL: 'rediss://redis:6379',
      JWT_SECRET: SECRET,
      JOBS: 'off',
      DEFAULT_PLAN: 'FREE',
      RATE_LIMIT: '600/min',
      RATE_LIMIT_ADDRESS: '20/s',
    };
    expect(readEnvironment(source)).toMatchObject({ ...source, JWT_SECRET: [source.JWT_SECRET] });
  });

  it.each<Record<string, string>>([
    { PORT: 'hidden' },
    { PORT: '-1' },
    { PORT: '65536' },
    { PORT: '3000.5' },
    { PORT: '0x10' },
    { DATABASE_POOL_SIZE: '0' },
    { DATABASE_POOL_SIZE: 'many' },
    { TENANT_POOL_SIZE: '-1' },
    { TENANT_ROLES: 'hidden' },
    { TENANT_ROLES: '0' },
    { TENANT_ROLES: '1000' },
    { TENANT_ROLES: '08' },
    { REDIS_URL: 'http://hidden' },
    { REDIS_URL: 'hidden' },
    { JWT_SECRET: 'hidden' },
    { JOBS: 'hidden' },
    { DEMO: 'true' },
    { DEFAULT_PLAN: 'free' },
    { CORS_ORIGINS: 'https://a.example,hidden' },
    { CORS_ORIGINS: '*' },
    { RATE_LIMIT: '600' },
    { RATE_LIMIT: '600/hidden' },
    { RATE_LIMIT_ADDRESS: '0/s' },
    { EXTERNAL_TASKS_URL: 'ftp://hidden' },
    { EXTERNAL_TASKS_URL: 'https://user:hidden@tasks.example.com' },
    { EXTERNAL_TASKS_TOKEN: 'hidden' },
    { EXTERNAL_TASKS_TIMEOUT: 'hidden' },
    { EXTERNAL_TASKS_MAP: 'title=hidden' },
    { EXTERNAL_TASKS_MAP: 'hidden', EXTERNAL_TASKS_URL: 'https://tasks.example.com' },
    { EXTERNAL_TASKS_MAP: '{"titel":"hidden"}', EXTERNAL_TASKS_URL: 'https://tasks.example.com' },
    { EXTERNAL_TASKS_MAP: 'title=hidden..name', EXTERNAL_TASKS_URL: 'https://tasks.example.com' },
    { EXTERNAL_TASKS_PAGES: 'hidden' },
    { METRICS_TOKEN: 'hidden' },
    { WORKER_METRICS_PORT: 'hidden' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'hidden' },
    { LOG_LEVEL: 'hidden' },
    { DATABASE_ADMIN_URL: URL },
    { DATABASE_DIRECT_URL: URL },
    { DATABASE_REPLICA_URL: URL },
    { DATABASE_REPLICA_URL: 'http://hidden', DATABASE_URL: URL, JWT_SECRET: SECRET },
  ])('refuses %j in one line that starts with the key and keeps the value to itself', (source) => {
    const [key] = Object.keys(source) as [string];
    const problems = problemsOf(source);
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^${key} (must|needs) [^\\n]+$`))]);
    expect(problems[0]).not.toContain('hidden');
  });

  it('wants one secret for all processes that share a database', () => {
    expect(problemsOf({ DATABASE_URL: URL })).toEqual([expect.stringMatching(/^JWT_SECRET must be set/)]);
    expect(problemsOf({ DATABASE_URL: URL, JWT_SECRET: 'short' })).toEqual([
      'JWT_SECRET must have at least 32 characters each',
    ]);
    expect(problemsOf({ DATABASE_URL: URL, JWT_SECRET: SECRET })).toEqual([]);
  });

  it('takes several secrets, and each has to be one', () => {
    const other = SECRET.toUpperCase();
    expect(readEnvironment({ JWT_SECRET: `${SECRET}, ${other}` }).JWT_SECRET).toEqual([SECRET, other]);
    for (const value of [`${SECRET},short`, `short,${SECRET}`])
      expect(problemsOf({ JWT_SECRET: value })).toEqual(['JWT_SECRET must have at least 32 characters each']);
    expect(problemsOf({ JWT_SECRET: `${SECRET},${SECRET}` })).toEqual([
      'JWT_SECRET must not name a secret twice',
    ]);
    expect(problemsOf({ JWT_SECRET: ',' })).toEqual(['JWT_SECRET must name a secret']);
  });

  it('tells everything that is wrong at once', () => {
    expect(() => readEnvironment({ PORT: 'x', JOBS: 'x', DATABASE_URL: 'mysql://db' })).toThrow(
      /^The configuration is not usable:\n( {2}\w+ [^\n]+\n?){4}$/,
    );
  });
});
