import { ValidateBy } from 'class-validator';

/** Where a Redis is, by the names that ioredis has for it. */
export interface RedisAddress {
  host?: string;
  port?: number;
  /** The file of a socket. */
  path?: string;
  /** What knows which server of the group `name` takes writes. */
  sentinels?: { host: string; port: number }[];
  name?: string;
  sentinelPassword?: string;
  username?: string;
  password?: string;
  db?: number;
  tls?: object;
  sentinelTLS?: object;
  enableTLSForSentinelMode?: boolean;
}

const REDIS = /^(?:redis|valkey)(s?):\/\/(?:([^@/]*)@)?([^/@,]*)(\/\d*)?$/;
const SOCKET = /^(?:unix|redis|valkey):\/\/(?:([^@/]*)@)?(\/[^\s]*[^\d\s][^\s]*)$/;
const SENTINEL = /^(?:redis|valkey)(s?)\+sentinel:\/\/(?:([^@/]*)@)?([^/@]+)\/([\w.-]+)(?:\/(\d+))?$/;

/**
 * Reads a URL of one Redis (`redis://`, `rediss://` with TLS, `valkey://`), of its socket (`unix:///run/redis.sock`) or of
 * the sentinels of a group (`redis+sentinel://s1:26379,s2:26379/mymaster`). In the query: `db`, `sentinelPassword`.
 * @returns undefined for what is none, such as the nodes of a cluster
 */
export function parseRedisUrl(text: string): RedisAddress | undefined {
  const [url = '', query = ''] = text.split('?');
  const parameters = new URLSearchParams(query);
  const address = parseSentinels(url) ?? parseSocket(url) ?? parseServer(url);
  if (!address) return undefined;
  const db = parameters.get('db');
  const sentinelPassword = parameters.get('sentinelPassword');
  if (db !== null && !/^\d+$/.test(db)) return undefined;
  return {
    ...address,
    ...(db === null ? {} : { db: Number(db) }),
    ...(sentinelPassword === null ? {} : { sentinelPassword }),
  };
}

export const IsRedisUrl = () =>
  ValidateBy({
    name: 'isRedisUrl',
    validator: {
      validate: (value) => typeof value === 'string' && parseRedisUrl(value) !== undefined,
      defaultMessage: () =>
        'must be a redis:// URL of one server (not of a cluster), unix:// with a socket, or ' +
        'redis+sentinel:// with sentinels and the name of their group',
    },
  });

function parseServer(url: string): RedisAddress | undefined {
  const [found, tls, user, server, path] = REDIS.exec(url) ?? [];
  const address = parseHost(server || 'localhost', 6379);
  const credentials = parseCredentials(user);
  if (!found || !address || !credentials) return undefined;
  return { ...address, ...credentials, ...databaseOf(path?.slice(1)), ...(tls ? { tls: {} } : {}) };
}

function parseSocket(url: string): RedisAddress | undefined {
  const [found, user, path] = SOCKET.exec(url) ?? [];
  const credentials = parseCredentials(user);
  return found && credentials && path ? { path, ...credentials } : undefined;
}

function parseSentinels(url: string): RedisAddress | undefined {
  const [found, tls, user, servers = '', name, db] = SENTINEL.exec(url) ?? [];
  const sentinels = servers.split(',').map((server) => parseHost(server, 26_379));
  const credentials = parseCredentials(user);
  if (!found || !name || !credentials || !sentinels.every((one) => one !== undefined)) return undefined;
  const secure = tls ? { tls: {}, sentinelTLS: {}, enableTLSForSentinelMode: true } : {};
  return { sentinels, name, ...credentials, ...databaseOf(db), ...secure };
}

function parseHost(text: string, usual: number): { host: string; port: number } | undefined {
  const [found, ip, name, port] = /^(?:\[([\da-f:.]+)\]|([\w.-]+))(?::(\d{1,5}))?$/i.exec(text) ?? [];
  const number = Number(port ?? usual);
  return found && number > 0 && number < 65_536 ? { host: (ip ?? name) as string, port: number } : undefined;
}

/** @returns undefined when they can't be decoded */
function parseCredentials(text = ''): { username?: string; password?: string } | undefined {
  const [user = '', ...rest] = text.split(':');
  try {
    const [username, password] = [user, rest.join(':')].map(decodeURIComponent);
    return { ...(username ? { username } : {}), ...(password ? { password } : {}) };
  } catch {
    return undefined;
  }
}

const databaseOf = (text: string | undefined): { db?: number } => (text ? { db: Number(text) } : {});
