import { isIP } from 'node:net';
import { ValidationFailed } from '../../common/problem.js';
import { isPublicAddress } from './public-address.js';

/** What a URI is made of (RFC 3986, appendix A). The URL parser takes more, and encodes some of it. */
const IN_URI = /^(?:[\w.~:/?#[\]@!$&'()*+,;=-]|%[\dA-Fa-f]{2})*$/;

/**
 * Refuses a URL that the service must not call for its users: one of another kind, or that names an address that isn't
 * public, in any notation that the URL parser knows. The addresses of a host name are checked when connecting.
 * @param allowPrivate whether the operator lets requests go anywhere, over plain HTTP, too
 * @throws ValidationFailed
 */
export function checkOutgoingUrl(text: string, allowPrivate: boolean): void {
  const refuse = (message: string): never => {
    throw ValidationFailed.of('url', message);
  };
  if (!IN_URI.test(text)) refuse('url must have its blanks and its characters beyond ASCII percent-encoded');
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const protocols = allowPrivate ? ['https:', 'http:'] : ['https:'];
  if (!url || !protocols.includes(url.protocol))
    return refuse(allowPrivate ? 'url must be an http:// or https:// URL' : 'url must be an https:// URL');
  if (url.username || url.password) refuse('url must have no user name or password in it');
  if (!allowPrivate && isLocal(hostWithoutBrackets(url)))
    refuse('url must not name an address that is not public');
}

/** The host of a URL: a name, or an address without brackets. */
const hostWithoutBrackets = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

const isLocal = (host: string): boolean =>
  isIP(host) > 0 ? !isPublicAddress(host) : /(^|\.)localhost\.?$/.test(host);
