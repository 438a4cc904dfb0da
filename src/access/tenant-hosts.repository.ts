import { Injectable } from '@nestjs/common';
import { SharedTransaction } from '../database/shared-transaction.js';

/** A name under which the service itself answers. */
export interface ServiceHost {
  host: string;
  /** Whether every name below it is the service's, too. */
  withSubdomains: boolean;
}

@Injectable()
export class TenantHostsRepository {
  constructor(private readonly shared: SharedTransaction) {}

  async areThereDomains(): Promise<boolean> {
    const rows: { found: boolean }[] = await this.shared.manager.query(
      'SELECT EXISTS (SELECT FROM public.domains WHERE verified_at IS NOT NULL) AS found',
    );
    return rows[0]?.found ?? true;
  }

  /** @param slug whose organization it is unless an operator has given the name to another */
  async findOrganization(domain: string, slug?: string): Promise<string | undefined> {
    const rows: { id: string | null }[] = await this.shared.manager.query(
      `SELECT coalesce(
         (SELECT organization_id FROM public.domains WHERE domain = $1 AND verified_at IS NOT NULL),
         (SELECT id FROM public.organizations WHERE slug = $2)) AS id`,
      [domain, slug],
    );
    return rows[0]?.id ?? undefined;
  }

  /** Stores names of the service permanently. */
  async remember(hosts: ServiceHost[]): Promise<void> {
    await this.shared.manager.query(
      `INSERT INTO public.service_hosts AS s (host, with_subdomains)
       SELECT host, bool_or("withSubdomains")
       FROM json_to_recordset($1) AS h (host text, "withSubdomains" boolean) GROUP BY host
       ON CONFLICT (host) DO UPDATE SET with_subdomains = true
       WHERE excluded.with_subdomains AND NOT s.with_subdomains`,
      [JSON.stringify(hosts)],
    );
  }

  /** Whether the service has, at any time, answered under a name. */
  async wasService(host: string): Promise<boolean> {
    const rows: unknown[] = await this.shared.manager.query(
      `SELECT FROM public.service_hosts
       WHERE host = $1 OR (with_subdomains AND right($1, length(host) + 1) = '.' || host)`,
      [host],
    );
    return rows.length > 0;
  }
}
