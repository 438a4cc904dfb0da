import { valueAt } from './external-fields.js';

/** An answer of a source. */
export interface ExternalPage {
  url: URL;
  body: unknown;
  /** Its Link header. */
  link: string;
  items: unknown[];
}

const LINK = /<([^<>]{1,2000})>([^<>]{0,500})/g;
const IS_NEXT = /;\s*rel\s*=\s*(?:"(?:[^"]*\s)?next(?:\s[^"]*)?"|next\s*(?:[;,]|$))/i;

/**
 * The URL of the page behind this one.
 * @param pages how the source is asked for pages: see `PAGES` of the configuration
 * @param read how many items were read, those of this page included
 * @returns undefined at the end; null for one that leads to another origin, which isn't asked
 */
export function nextPage(pages: string, page: ExternalPage, read: number): URL | null | undefined {
  const [by, name = '', path = ''] = pages.split(':');
  const { url, body, link, items } = page;
  switch (by) {
    case 'next': {
      const next = valueAt(body, name);
      return typeof next === 'string' && next !== '' ? within(url, next) : undefined;
    }
    case 'cursor': {
      const cursor = valueAt(body, path);
      const isThere = (typeof cursor === 'string' && cursor !== '') || typeof cursor === 'number';
      return isThere ? withParameter(url, name, String(cursor)) : undefined;
    }
    case 'page': {
      const number = Number(url.searchParams.get(name) ?? 1);
      return items.length === 0 ? undefined : withParameter(url, name, String(number + 1));
    }
    case 'offset': {
      const offset = Number(url.searchParams.get(name) ?? 0);
      return items.length === 0 || read === 0
        ? undefined
        : withParameter(url, name, String(offset + items.length));
    }
    default: {
      const next = [...link.matchAll(LINK)].find(([, , parameters = '']) => IS_NEXT.test(parameters))?.[1];
      return next === undefined ? undefined : within(url, next);
    }
  }
}

function within(url: URL, target: string): URL | null {
  if (!URL.canParse(target, url.href)) return null;
  const next = new URL(target, url);
  next.hash = '';
  // The token is for this origin, and its address is the one that was checked.
  return next.origin === url.origin && !next.username && !next.password ? next : null;
}

function withParameter(url: URL, name: string, value: string): URL {
  const next = new URL(url);
  next.searchParams.set(name, value);
  return next;
}
