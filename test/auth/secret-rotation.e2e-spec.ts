import { createHmac } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { Config } from '#app/config/config.js';
import { KEY_PURPOSES, type KeyPurpose } from '#app/config/derived-keys.js';
import { Api, type ApiClient, type BearerSession, PASSWORD } from '../support/api.ts';
import { enableTotp } from '../support/authenticator.ts';
import { ExternalApi } from '../support/external-source.ts';
import { Receiver } from '../support/receiver.ts';
import { runCommand } from '../support/run-command.ts';
import { environmentOf, ServerProcess } from '../support/server-process.ts';
import { emailOf, sessionOf } from '../support/sessions.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';
import { newVerifiedOwner } from '../support/verified.ts';
import { newWebhook } from '../support/webhooks.ts';

const OLD = 'the secret that everything begins with';
const NEW = 'the secret that is to take its place';

// Its jobs are off: what is sent is sent by the process that has the secrets of the moment.
const testApp = await createTestApp({ jobs: 'off', jwtSecrets: [OLD], webhooksAllowPrivate: true });
const { api, config, superuser } = testApp;
const receiver = await Receiver.start();
const withSecrets = (...jwtSecrets: string[]): Config => new Config({ ...config, jwtSecrets });

/** Whether what a secret was used for still holds, at a process that has other secrets by now. */
type Holds = (at: Api) => Promise<void>;
const EXPIRES_WITH_ITS_SECRET: ReadonlySet<KeyPurpose> = new Set(['access', 'refresh']);

/** Every use of the secret, made with the old one. */
const USES: Record<KeyPurpose, () => Promise<Holds>> = {
  access: async () => {
    const owner = await api.newOwner();
    return async (at) => {
      await at.as(sessionOf(owner)).get('/auth/me').expect(200);
      await at.as(sessionOf(owner)).patch('/auth/me', { name: 'Ada' }).expect(200);
    };
  },
  refresh: async () => {
    const owner = await api.newOwner();
    const { refreshToken } = sessionOf(owner);
    return async (at) => void (await at.post('/auth/refresh', { refreshToken }).expect(200));
  },
  totp: async () => {
    const owner = await newVerifiedOwner(testApp);
    const { authenticator } = await enableTotp(owner);
    let steps = 0;
    return async (at) => {
      const credentials = { email: emailOf(owner), password: PASSWORD };
      await at.post('/auth/login', { ...credentials, code: authenticator.at(steps++) }).expect(200);
    };
  },
  'external-source': async () => {
    const owner = await api.newOwner();
    const todos = await ExternalApi.start();
    await owner.put('/organizations/current/external-source', { url: todos.url, token: 'todos' }).expect(200);
    return async (at) => {
      const before = todos.requests.length;
      await at
        .as(await newSession(at, owner))
        .get('/external-tasks')
        .expect(200);
      expect(todos.requests.slice(before).map(({ headers }) => headers.authorization)).toEqual([
        'Bearer todos',
      ]);
    };
  },
  webhooks: async () => {
    const owner = await api.newOwner();
    const first = await newWebhook(owner, receiver.url);
    const { body: second } = await owner.post(`/webhooks/${first.id}/rotate-secret`).expect(200);
    return async (at) => {
      const before = receiver.received.length;
      await at
        .as(await newSession(at, owner))
        .post(`/webhooks/${first.id}/test`)
        .expect(202);
      const delivery = (await receiver.until(before + 1)).at(-1);
      const signatures = [second.secret, first.secret].map((secret) => signatureOf(secret, delivery));
      expect(delivery?.headers['webhook-signature']).toBe(signatures.join(' '));
    };
  },
};

const newSession = async (at: Api, owner: ApiClient): Promise<BearerSession> =>
  (await at.post('/auth/login', { email: emailOf(owner), password: PASSWORD }).expect(200)).body;

function signatureOf(secret: string, delivery?: (typeof receiver.received)[number]): string {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const timestamp = String(delivery?.headers['webhook-timestamp']);
  const content = `${delivery?.id}.${timestamp}.${delivery?.body}`;
  return `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
}

/** Runs `fn` with a process that has these secrets. */
async function serving(secrets: string[], fn: (at: Api) => Promise<void>): Promise<void> {
  const environment = { ...environmentOf(withSecrets(...secrets)), WEBHOOKS_ALLOW_PRIVATE: 'on', PORT: '0' };
  const server = new ServerProcess(environment);
  try {
    await fn(new Api(await server.url(), api.contract));
  } finally {
    await server.end('SIGKILL');
  }
}

const rotate = (...secrets: string[]) => runCommand(withSecrets(...secrets), 'rotate-secrets');

/** What is stored as bytes and is no hash: secrets, encrypted. By their columns. */
async function storedSecrets(): Promise<Map<string, string[]>> {
  const { rows } = await superuser.query<{ schema: string; table: string; column: string }>(
    `SELECT table_schema AS schema, table_name AS table, column_name AS column FROM information_schema.columns
     WHERE data_type = 'bytea' AND (table_schema = 'public' OR table_schema LIKE 'tenant_%')
       AND column_name !~ '(hash|fingerprint)$'`,
  );
  const stored = new Map<string, string[]>();
  for (const { schema, table, column } of rows) {
    const found = await superuser.query<{ value: string }>(
      `SELECT encode("${column}", 'hex') AS value FROM "${schema}"."${table}" WHERE "${column}" IS NOT NULL`,
    );
    const name = `${table}.${column}`;
    stored.set(name, [...(stored.get(name) ?? []), ...found.rows.map(({ value }) => value)]);
  }
  return stored;
}

const held = new Map<KeyPurpose, Holds>();
let before: Map<string, string[]>;
let refreshed: BearerSession;

beforeAll(async () => {
  for (const purpose of KEY_PURPOSES) held.set(purpose, await USES[purpose]());
  const closed = await api.newOwner();
  await newWebhook(closed, receiver.url);
  await superuser.query(`UPDATE organizations SET status = 'SUSPENDED' WHERE id = $1`, [
    sessionOf(closed).organization.id,
  ]);
  before = await storedSecrets();
});

describe('with the new secret before the old one', () => {
  it('what was made with the old one holds', async () => {
    await serving([NEW, OLD], async (at) => {
      const { refreshToken } = sessionOf(await at.newOwner());
      await expect(at.post('/auth/refresh', { refreshToken: `${refreshToken}x` })).resolves.toMatchObject({
        status: 401,
      });
      for (const holds of held.values()) await holds(at);
      refreshed = sessionOf(await at.newOwner());
    });
  });

  it('and what is made with the new one holds where it comes second', async () => {
    await serving([OLD, NEW], async (at) => void (await at.as(refreshed).get('/auth/me').expect(200)));
  });
});

describe('rotate-secrets', () => {
  it('goes on past an organization where it fails, and says so', async () => {
    const { rows } = await superuser.query<{ id: string }>(
      'SELECT id FROM organizations ORDER BY id LIMIT 1',
    );
    const { schema } = new TenantDatabase(superuser, rows[0]?.id as string);
    await superuser.query(`ALTER TABLE ${schema}.webhooks RENAME TO elsewhere`);
    const { code, log, output } = await rotate(NEW, OLD);
    await superuser.query(`ALTER TABLE ${schema}.elsewhere RENAME TO webhooks`);
    expect(code).toBe(1);
    expect(log).toContain(`The organization ${rows[0]?.id} is left out`);
    expect(output).toContain('Keep the other secrets of JWT_SECRET');
  });

  it('encrypts all that is stored anew, in closed organizations too', async () => {
    expect((await rotate(NEW, OLD)).code).toBe(0);
    const after = await storedSecrets();
    expect([...before.keys()].toSorted()).toEqual([
      'external_source.token',
      'totp_secrets.secret',
      'webhooks.previous_secret',
      'webhooks.secret',
    ]);
    for (const [column, values] of before) {
      expect(values, `a ${column} to rotate`).not.toEqual([]);
      expect(after.get(column)?.length).toBe(values.length);
      expect(values.filter((value) => after.get(column)?.includes(value))).toEqual([]);
    }
  });

  it('does nothing again', async () => {
    const done = await storedSecrets();
    const { code, output } = await rotate(NEW, OLD);
    expect(code).toBe(0);
    expect(output).toContain('second factors: 1 secrets, 0 encrypted anew\n');
    expect(output).toContain('webhooks: 3 secrets, 0 encrypted anew\n');
    expect(await storedSecrets()).toEqual(done);
  });

  it('makes what is stored independent of the old secret', async () => {
    await serving([NEW], async (at) => {
      for (const [purpose, holds] of held) {
        if (EXPIRES_WITH_ITS_SECRET.has(purpose)) await expect(holds(at)).rejects.toThrow('got 401');
        else await holds(at);
      }
      await at.as(refreshed).get('/auth/me').expect(200);
      await at.post('/auth/refresh', { refreshToken: refreshed.refreshToken }).expect(200);
    });
  });

  it('leaves what it cannot read as it is, and says that the old secret has to stay', async () => {
    const { code, output } = await rotate('a secret that nothing was ever encrypted with');
    expect(code).toBe(1);
    expect(output).toContain('that no secret of JWT_SECRET decrypts');
  });
});
