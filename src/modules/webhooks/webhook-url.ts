import { isIP } from 'node:net';
import { ValidationFailed } from '../../common/problem.js';
import { isPublicAddress } from './public-address.js';

/**
 * Refuses a URL that can't be meant, or names an address that isn't public, in whatever notation: the URL
 * parser knows them all. Which address a name has is looked at when it is connected to.
 * @param allowPrivate whether the operator lets webhooks go anywhere, over plain HTTP, too
 * @throws ValidationFailed
 */
export function checkWebhookUrl(text: string, allowPrivate: boolean): void {
  const refuse = (message: string): never => {
    throw ValidationFailed.of('url', message);
  };
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const protocols = allowPrivate ? ['https:', 'http:'] : ['https:'];
  if (!url || !protocols.includes(url.protocol))
    return refuse(allowPrivate ? 'url must be an http:// or https:// URL' : 'url must be an https:// URL');
  if (url.username || url.password) refuse('url must have no user name or password in it');
  if (!allowPrivate && isLocal(hostOf(url))) refuse('url must not name an address that is not public');
}

/** The host of a URL: a name, or an address without brackets. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

const isLocal = (host: string): boolean =>
  isIP(host) > 0 ? !isPublicAddress(host) : /(^|\.)localhost\.?$/.test(host);
