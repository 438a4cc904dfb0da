import { Injectable } from '@nestjs/common';
import { type Belonging, Belongings } from '../tenancy/belongings.js';
import { Storage } from './storage.js';

/** The files that are kept for an organization, for when it goes. */
@Injectable()
export class StorageBelongings implements Belonging {
  readonly what = 'stored files';

  constructor(
    private readonly storage: Storage,
    belongings: Belongings,
  ) {
    belongings.add(this);
  }

  remove(organizationId: string): Promise<void> {
    return this.storage.deleteAll(organizationId);
  }

  async remains(organizationId: string): Promise<boolean> {
    for await (const _name of this.storage.list(organizationId)) return true;
    return false;
  }
}
