import { lookup as systemLookup, Resolver } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { callbackify } from 'node:util';
import type { buildConnector } from 'undici';
import { isPublicAddress } from './public-address.js';

export class AddressRefused extends Error {}

/**
 * The addresses that requests to URLs of users may connect to. A host name is resolved, each of its addresses is
 * checked, and only those are connected to: a name that is changed after the check (DNS rebinding) leads nowhere else.
 */
export class AllowedAddresses {
  /**
   * The addresses of a host. Public names are resolved without the thread pool, which a slow name server would
   * block for the whole process, and without the hosts file; a private network may need both.
   */
  private readonly resolve: (host: string) => Promise<string[]>;

  constructor(private readonly allowPrivate: boolean) {
    this.resolve = allowPrivate ? resolveLocally : resolvePublicly;
  }

  /**
   * What connects a client of undici. An address in a URL isn't resolved, so it is checked before connecting.
   * @param timeout in milliseconds
   */
  connector(build: typeof buildConnector, timeout: number): buildConnector.connector {
    const find = callbackify((host: string) => this.findAllowed(host));
    const lookup: LookupFunction = (host, { all }, callback) =>
      find(host, (error, found) => {
        const [first] = found ?? [];
        if (error || !first) callback(error, '');
        else if (all) callback(null, found);
        else callback(null, first.address, first.family);
      });
    const connect = build({ lookup, timeout });
    return (options, callback) => {
      if (isIP(options.hostname) > 0 && !this.isAllowed(options.hostname))
        callback(new AddressRefused(), null);
      else connect(options, callback);
    };
  }

  /** @throws AddressRefused when one address isn't allowed, whatever the others are */
  private async findAllowed(host: string): Promise<{ address: string; family: number }[]> {
    const addresses = await this.resolve(host);
    if (addresses.length === 0) throw new Error(`${host} has no address.`);
    if (!addresses.every((address) => this.isAllowed(address))) throw new AddressRefused();
    return addresses.map((address) => ({ address, family: isIP(address) }));
  }

  private isAllowed(address: string): boolean {
    return this.allowPrivate || isPublicAddress(address);
  }
}

async function resolvePublicly(host: string): Promise<string[]> {
  const resolver = new Resolver({ timeout: 2000, tries: 2 });
  const found = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
  return found.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
}

async function resolveLocally(host: string): Promise<string[]> {
  return (await systemLookup(host, { all: true })).map(({ address }) => address);
}
