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

  it('takes a whole set-up', () => {
    const source = {
      HOST: '::',
      DATABASE_URL: URL,
      DATABASE_ADMIN_URL: URL.replace('postgres:', 'postgresql:'),
      DATABASE_DIRECT_URL: URL,
      REDIS_URL: 'rediss://redis:6379',
      JWT_SECRET: SECRET,
      JOBS: 'off',
      DEFAULT_PLAN: 'FREE',
      RATE_LIMIT: '600/min',
      RATE_LIMIT_ADDRESS: '20/s',
    };
    expect(readEnvironment(source)).toMatchObject(source);
  });

  it.each<Record<string, string>>([
    { PORT: 'hidden' },
    { PORT: '-1' },
    { PORT: '65536' },
    { PORT: '3000.5' },
    { PORT: '0x10' },
    { DATABASE_POOL_SIZE: '0' },
    { DATABASE_POOL_SIZE: 'many' },
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
    { METRICS_TOKEN: 'hidden' },
    { WORKER_METRICS_PORT: 'hidden' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'hidden' },
    { LOG_LEVEL: 'hidden' },
    { DATABASE_ADMIN_URL: URL },
    { DATABASE_DIRECT_URL: URL },
  ])('refuses %j in one line that starts with the key and keeps the value to itself', (source) => {
    const [key] = Object.keys(source) as [string];
    const problems = problemsOf(source);
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^${key} (must|needs) [^\\n]+$`))]);
    expect(problems[0]).not.toContain('hidden');
  });

  it('wants one secret for all processes that share a database', () => {
    expect(problemsOf({ DATABASE_URL: URL })).toEqual([expect.stringMatching(/^JWT_SECRET must be set/)]);
    expect(problemsOf({ DATABASE_URL: URL, JWT_SECRET: 'short' })).toEqual([
      'JWT_SECRET must have at least 32 characters',
    ]);
    expect(problemsOf({ DATABASE_URL: URL, JWT_SECRET: SECRET })).toEqual([]);
  });

  it('tells everything that is wrong at once', () => {
    expect(() => readEnvironment({ PORT: 'x', JOBS: 'x', DATABASE_URL: 'mysql://db' })).toThrow(
      /^The configuration is not usable:\n( {2}\w+ [^\n]+\n?){4}$/,
    );
  });
});
