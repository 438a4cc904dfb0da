/** Names that a host name or a path of the product may need for itself. */
const RESERVED = new Set(['admin', 'api', 'app', 'auth', 'docs', 'health', 'metrics', 'public', 'www']);
const SLUG = /^[a-z0-9](?:[a-z0-9-]{1,61}[a-z0-9])$/;

export const SLUG_RULE =
  'must be 3 to 63 lower-case letters, digits and hyphens, start and end with a letter or digit, and not be a reserved word';

/** Whether a name is kept for the service itself: below BASE_DOMAIN it is no organization's. */
export const isReserved = (name: string): boolean => RESERVED.has(name);

export function isSlug(value: unknown): boolean {
  return typeof value === 'string' && SLUG.test(value) && !RESERVED.has(value);
}

/** The slug that a name suggests; any name gives a valid one. */
export function slugOf(name: string): string {
  const ascii = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const slug = ascii
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 50)
    .replace(/^-+|-+$/g, '');
  return isSlug(slug) ? slug : `org${slug ? `-${slug}` : ''}`;
}
