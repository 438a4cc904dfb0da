import { Injectable } from '@nestjs/common';
import Keyv from 'keyv';
import { LRUCache } from 'lru-cache';

/** Memory that cached pages may take in a process, in bytes. */
const MEMORY_BUDGET = 64 * 1024 * 1024;

export interface StoredPage {
  value: Buffer;
}

/** The cached pages of a process, where no Redis has them. Their keys begin with the organization. */
@Injectable()
export class MemoryPages {
  private readonly pages = new LRUCache<string, StoredPage>({
    maxSize: MEMORY_BUDGET,
    sizeCalculation: ({ value }, key) => value.length + 2 * key.length + 200,
  });

  readonly store = new Keyv<Buffer>({
    // Keyv hands its time to live to set() as a number, which LRUCache would take for options.
    store: {
      get: (key: string) => this.pages.get(key),
      set: (key: string, page: StoredPage) => void this.pages.set(key, page),
      delete: (key: string) => this.pages.delete(key),
      clear: () => this.pages.clear(),
    },
    // Bytes need no serialising to stay in the same process.
    serialize: undefined,
    deserialize: undefined,
  });

  /** Removes the pages of an organization. */
  forget(organizationId: string): void {
    for (const key of this.pages.keys()) if (key.includes(`${organizationId}:`)) this.pages.delete(key);
  }
}
