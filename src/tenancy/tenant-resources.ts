import { Injectable, Logger } from '@nestjs/common';

/** A kind of resource that a tenant owns outside of its schema and of `public`: files, jobs, cached pages. */
export interface TenantResource {
  /** What reports call it. */
  readonly name: string;
  /** Ends what is in progress, as far as that is possible, so that the schema is free to be dropped. */
  stop?(organizationId: string): Promise<void>;
  /** Removes everything that the organization owns of it. May be repeated. */
  purge(organizationId: string): Promise<void>;
  /** Whether nothing is left; false, or an error, when that can't be determined. */
  isPurged(organizationId: string): Promise<boolean>;
}

/**
 * The registry of tenant resources. A class that stores something per organization adds itself in its constructor.
 *
 * A resource that can't be reached, as a bucket or Redis that is down, is left and keeps no other from its purge: what is
 * left is reported, and the purge can be repeated.
 */
@Injectable()
export class TenantResources {
  private readonly logger = new Logger(TenantResources.name);
  private readonly all: TenantResource[] = [];

  get names(): string[] {
    return this.all.map(({ name }) => name);
  }

  add(resource: TenantResource): void {
    this.all.push(resource);
  }

  async stop(organizationId: string): Promise<void> {
    await this.ofEach(organizationId, async (resource) => resource.stop?.(organizationId));
  }

  async purge(organizationId: string): Promise<void> {
    await this.ofEach(organizationId, (resource) => resource.purge(organizationId));
  }

  /** @returns the names of the resources that aren't purged, or may not be */
  async findUnpurged(organizationId: string): Promise<string[]> {
    const purged = await this.ofEach(organizationId, (resource) => resource.isPurged(organizationId));
    return this.names.filter((_, index) => purged[index] !== true);
  }

  /** @returns what each answered, undefined where it failed, which is logged */
  private ofEach<T>(
    organizationId: string,
    ask: (resource: TenantResource) => Promise<T>,
  ): Promise<(T | undefined)[]> {
    return Promise.all(
      this.all.map(async (resource) => {
        try {
          return await ask(resource);
        } catch (error) {
          this.logger.warn({
            event: 'tenant_resource.failed',
            msg: 'A resource of an organization could not be reached; it counts as left',
            organizationId,
            resource: resource.name,
            err: error,
          });
          return undefined;
        }
      }),
    );
  }
}
