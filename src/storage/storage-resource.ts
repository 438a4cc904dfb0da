import { Injectable } from '@nestjs/common';
import { type TenantResource, TenantResources } from '../tenancy/tenant-resources.js';
import { Storage } from './storage.js';

/** The stored files as a tenant resource. */
@Injectable()
export class StorageResource implements TenantResource {
  readonly name = 'stored files';

  constructor(
    private readonly storage: Storage,
    resources: TenantResources,
  ) {
    resources.add(this);
  }

  purge(organizationId: string): Promise<void> {
    return this.storage.deleteAll(organizationId);
  }

  async isPurged(organizationId: string): Promise<boolean> {
    for await (const _name of this.storage.list(organizationId)) return false;
    return true;
  }
}
