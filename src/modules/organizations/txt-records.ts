import { Resolver } from 'node:dns/promises';
import { Injectable } from '@nestjs/common';

/** What DNS says when there is nothing under a name. */
const NOTHING = new Set(['ENOTFOUND', 'ENODATA']);

/** Looks TXT records up, by the name servers of the machine. A CNAME is followed by them. */
@Injectable()
export class TxtRecords {
  /** Name servers to ask instead, as `address` or `address:port`. */
  servers?: string[];
  /** How long a look-up may take in all, in milliseconds. */
  deadline = 5000;

  /** @returns the values, each in one piece; undefined when DNS gave no answer */
  async find(name: string): Promise<string[] | undefined> {
    const resolver = new Resolver({ timeout: Math.ceil(this.deadline / 3), tries: 2 });
    if (this.servers) resolver.setServers(this.servers);
    const timer = setTimeout(() => resolver.cancel(), this.deadline);
    try {
      return (await resolver.resolveTxt(name)).map((chunks) => chunks.join(''));
    } catch (error) {
      return NOTHING.has((error as NodeJS.ErrnoException).code ?? '') ? [] : undefined;
    } finally {
      clearTimeout(timer);
    }
  }
}
