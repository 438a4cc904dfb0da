import { Client, type ClientConfig } from 'pg';

/**
 * What the product relies on in every session, whatever the defaults of the database or the role are: how values are
 * written and read, what a transaction is, and that no statement of a migration or an export is ended for its length.
 */
export const SESSION_SETTINGS: Readonly<Record<string, string>> = {
  search_path: 'public',
  datestyle: 'ISO, MDY',
  intervalstyle: 'postgres',
  timezone: 'UTC',
  bytea_output: 'hex',
  extra_float_digits: '1',
  standard_conforming_strings: 'on',
  array_nulls: 'on',
  default_transaction_isolation: 'read committed',
  default_transaction_read_only: 'off',
  default_transaction_deferrable: 'off',
  statement_timeout: '0',
  lock_timeout: '0',
  idle_in_transaction_session_timeout: '0',
  idle_session_timeout: '0',
};

/** Those that PgBouncer keeps for each of its clients, so that SET holds there beyond a transaction. */
const KEPT_BY_POOLERS = ['datestyle', 'timezone', 'standard_conforming_strings'];

/** Sets what a transaction pooler keeps for its client. The rest comes from `keepSettingsOfRole`. */
export const POOLED_SESSION = KEPT_BY_POOLERS.map(
  (name) => `SET ${name} TO '${SESSION_SETTINGS[name]}'`,
).join('; ');

/** Parts of pg's parsed connection that its types leave out. */
interface Parsed {
  user: string;
  connectionParameters: { options?: string };
}

const parsed = (url: string): Parsed => new Client(url) as unknown as Parsed;

/** The role a connection URL signs in with; that of the operating system where it names none, as with psql. */
export const roleOf = (url: string): string => parsed(url).user;

/**
 * How to connect to a database: every connection of the product is made of this, so that none has other settings.
 * @param name what PostgreSQL shows of the connection, after `taskflow-`
 * @param settings further ones of the session
 */
export function sessionConfig(
  url: string,
  name: string,
  settings: Readonly<Record<string, string>> = {},
): ClientConfig {
  // Those of the URL may be what a provider needs to find the database, and come first: the last one counts.
  const options = [
    parsed(url).connectionParameters.options,
    ...Object.entries({ ...SESSION_SETTINGS, ...settings }).map(
      ([key, value]) => `-c ${key}=${value.replaceAll(/[\\ ]/g, '\\$&')}`,
    ),
  ];
  return { ...connectionConfig(url, name), options: options.filter(Boolean).join(' ') };
}

/** As `sessionConfig` by way of a transaction pooler, which takes no settings: they come by `POOLED_SESSION`. */
export function connectionConfig(url: string, name: string): ClientConfig {
  return {
    // What stands in the URL would count more than `options`.
    connectionString: url.replace(/([?&])options=[^&]*&?/g, '$1').replace(/[?&]$/, ''),
    application_name: `taskflow-${name}`,
    keepAlive: true,
  };
}

/** Opens a connection, whose owner ends it. */
export async function openClient(config: ClientConfig): Promise<Client> {
  const client = new Client(config);
  // Without a listener the loss of the connection would end the process; the next query tells.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    void client.end().catch(() => undefined);
    throw error;
  }
}

/** Runs `use` on a connection of its own. */
export async function withClient<T>(config: ClientConfig, use: (client: Client) => Promise<T>): Promise<T> {
  const client = await openClient(config);
  try {
    return await use(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The settings of a session that aren't what the product relies on, as `name = value`. */
export async function settingsThatDiffer(client: Pick<Client, 'query'>): Promise<string[]> {
  const { rows } = await client.query<{ name: string; value: string }>(
    `SELECT name, current_setting(name) AS value FROM unnest($1::text[]) AS name`,
    [Object.keys(SESSION_SETTINGS)],
  );
  const normal = (value: string): string => value.replaceAll(' ', '');
  return rows
    .filter(({ name, value }) => normal(value) !== normal(SESSION_SETTINGS[name] as string))
    .map(({ name, value }) => `${name} = ${value}`);
}

/** An advisory lock: processes that start at once would change the same row. */
const LOCK = 7_305_002;

/**
 * Makes the settings defaults of the role that signs in, in this database: they count more than those of either
 * alone, and reach sessions that a pooler opens. A role may do that for itself.
 */
export async function keepSettingsOfRole(client: Client): Promise<void> {
  const { rows } = await client.query<{ kept: string[] | null }>(
    `SELECT setconfig AS kept FROM pg_db_role_setting
     WHERE setrole = current_user::regrole
       AND setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
  const kept = new Set(rows[0]?.kept?.map((setting) => setting.toLowerCase()));
  const missing = Object.entries(SESSION_SETTINGS).filter(
    ([name, value]) => !kept.has(`${name}=${value}`.toLowerCase()),
  );
  if (missing.length === 0) return;
  const database = client.escapeIdentifier((client as unknown as { database: string }).database);
  const role = client.escapeIdentifier((client as unknown as Parsed).user);
  // Several in search_path or datestyle are a list, which is written without quotes around all of it.
  const statements = missing.map(
    ([name, value]) =>
      `ALTER ROLE ${role} IN DATABASE ${database} SET ${name} TO ${value
        .split(', ')
        .map((item) => `'${item}'`)
        .join(', ')};`,
  );
  await client.query(`BEGIN; SELECT pg_advisory_xact_lock(${LOCK}); ${statements.join(' ')} COMMIT`);
}
