import { Injectable } from '@nestjs/common';

/** A kind of resource that a tenant owns outside of its schema and of `public`: files, jobs, cached pages. */
export interface TenantResource {
  /** What reports call it. */
  readonly name: string;
  /** Ends what is in progress, as far as that is possible, so that the schema is free to be dropped. */
  stop?(organizationId: string): Promise<void>;
  /** Removes everything that the organization owns of it. May be repeated. */
  purge(organizationId: string): Promise<void>;
  /** Whether nothing is left; false as well when that can't be determined. */
  isPurged(organizationId: string): Promise<boolean>;
}

/** The registry of tenant resources. A class that stores something per organization adds itself in its constructor. */
@Injectable()
export class TenantResources {
  private readonly all: TenantResource[] = [];

  get names(): string[] {
    return this.all.map(({ name }) => name);
  }

  add(resource: TenantResource): void {
    this.all.push(resource);
  }

  async stop(organizationId: string): Promise<void> {
    await Promise.all(this.all.map(async (resource) => resource.stop?.(organizationId)));
  }

  async purge(organizationId: string): Promise<void> {
    await Promise.all(this.all.map((resource) => resource.purge(organizationId)));
  }

  /** @returns the names of the resources that aren't purged */
  async findUnpurged(organizationId: string): Promise<string[]> {
    const purged = await Promise.all(this.all.map((resource) => resource.isPurged(organizationId)));
    return this.names.filter((_, index) => !purged[index]);
  }
}
