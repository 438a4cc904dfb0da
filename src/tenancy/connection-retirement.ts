import type { PoolClient } from 'pg';

/**
 * How many organizations a connection serves before it is closed. A backend keeps the catalog of every
 * schema it has touched, and never gives that memory back.
 */
const MAX_TENANTS = 1000;

/** Counts the organizations that each connection has served, for the pool to replace it in time. */
export class ConnectionRetirement {
  private readonly served = new WeakMap<PoolClient, Set<string>>();

  /** @returns whether the connection has served enough of them, this one included */
  isDue(client: PoolClient, organizationId: string): boolean {
    let tenants = this.served.get(client);
    if (!tenants) this.served.set(client, (tenants = new Set()));
    tenants.add(organizationId);
    return tenants.size >= MAX_TENANTS;
  }
}
