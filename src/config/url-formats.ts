import { ValidateBy } from 'class-validator';

/** What class-validator's `IsUrl` takes for the URL of an HTTP server. Containers have names with underscores. */
export const httpUrl = {
  protocols: ['http', 'https'],
  require_tld: false,
  require_protocol: true,
  allow_underscores: true,
};
export const smtpUrl = { ...httpUrl, protocols: ['smtp', 'smtps'] };

/** Several hosts, as libpq takes them. */
const HOSTS = /^[^/?#]*,/;

/**
 * A URL as PostgreSQL's own programs take it: a host may have any name, and a folder of sockets may stand in its place
 * (`%2Frun%2Fpostgresql`) or in the query (`?host=/run/postgresql`).
 */
function isPostgresUrl(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  const [, address] = /^postgres(?:ql)?:\/\/([^\s?#]*)/i.exec(value) ?? [];
  if (address === undefined || HOSTS.test(address.slice(address.lastIndexOf('@') + 1))) return false;
  // The host may be missing behind a name and password, which a URL may not.
  const url = parse(`postgres://${address.replace(/@(?=\/|$)/, '@localhost')}`);
  return url !== undefined && [url.username, url.password, url.pathname, url.hostname].every(isDecodable);
}

/**
 * An origin as browsers send it in `Origin`: of the web, or of an application with a scheme of its own
 * (`capacitor://localhost`). A slash at the end, capitals and the usual port are taken off.
 * @returns undefined for what is none
 */
export function toOrigin(value: string): string | undefined {
  const url = /^[a-z][a-z0-9+.-]*:\/\/[^\s/?#*@]+\/?$/i.test(value) ? parse(value) : undefined;
  if (!url || url.host === '' || url.protocol === 'file:') return undefined;
  // Of schemes that the web doesn't know, `origin` says nothing.
  return url.origin === 'null' ? `${url.protocol}//${url.host}`.toLowerCase() : url.origin;
}

export const isOrigin = (value: unknown): boolean =>
  typeof value === 'string' && toOrigin(value) !== undefined;

export const IsPostgresUrl = () =>
  ValidateBy({
    name: 'isPostgresUrl',
    validator: {
      validate: isPostgresUrl,
      defaultMessage: () => 'must be a postgres:// URL of one host, or of a folder with a socket',
    },
  });

function parse(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
