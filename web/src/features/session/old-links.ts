/**
 * The address that a link of a mail stands for. Mails link to `/app/#/join?token=…`: what is behind the `#` is sent to no
 * server, so the token stays behind one.
 * @returns undefined where there is nothing to change
 */
export function addressOfLink(hash: string, base: string): string | undefined {
  const match = /^#\/([a-z-]*)(?:\/(\d+))?(?:\?(.*))?$/.exec(hash);
  if (!match) return undefined;
  const [, page = '', number, query] = match;
  if (page === 'tasks' && number) return `${base}tasks?task=${number}`;
  return `${base}${page || 'tasks'}${query ? `#${query}` : ''}`;
}

/** The token behind the `#` of this page's address. */
export const tokenInAddress = (hash = location.hash): string =>
  new URLSearchParams(hash.replace(/^#/, '')).get('token') ?? '';
