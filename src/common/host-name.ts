import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';

const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * The name of a host in the one way it is stored and compared: lower case, Punycode, no dot at the end.
 * @returns undefined for what is no name with a domain: addresses, ports, URLs, single words, localhost
 */
export function toHostName(value: unknown): string | undefined {
  // domainToASCII stops at some of these as if the name ended there.
  if (typeof value !== 'string' || value.length > 1000 || /[\s/\\?#@:%[\]]/.test(value)) return undefined;
  const name = domainToASCII(value.replace(/\.$/, ''));
  const labels = name.split('.');
  const last = labels.at(-1) as string;
  if (name.length > 253 || labels.length < 2 || !labels.every((label) => LABEL.test(label))) return undefined;
  return isIP(name) || /^\d/.test(last) || last === 'localhost' ? undefined : name;
}

/** Whether this is the name of a host, in the way `toHostName` writes it. */
export const isHostName = (value: unknown): boolean => value !== undefined && toHostName(value) === value;

/**
 * The host in an authority (`host`, `host:port`), in the way names are compared; '' where it is no name
 * with a domain, such as an address.
 * @returns undefined for what is no authority of HTTP, such as one with user information
 */
export function hostOf(authority: string): string | undefined {
  if (authority === '') return '';
  const match = /^(?:\[[0-9a-f:.]+\]|([^\s/\\?#@:%[\]]+))(?::\d{0,5})?$/i.exec(authority);
  if (!match || /^\.|\.\./.test(authority)) return undefined;
  return toHostName(match[1]) ?? '';
}
