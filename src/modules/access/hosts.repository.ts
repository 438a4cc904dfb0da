import { Injectable } from '@nestjs/common';
import { IdentityTransaction } from '../../database/identity-transaction.js';

@Injectable()
export class HostsRepository {
  constructor(private readonly identity: IdentityTransaction) {}

  async areThereDomains(): Promise<boolean> {
    const rows: { found: boolean }[] = await this.identity.manager.query(
      'SELECT EXISTS (SELECT FROM public.domains) AS found',
    );
    return rows[0]?.found ?? true;
  }

  findByDomain(domain: string): Promise<string | undefined> {
    return this.find('SELECT organization_id AS id FROM public.domains WHERE domain = $1', domain);
  }

  findBySlug(slug: string): Promise<string | undefined> {
    return this.find('SELECT id FROM public.organizations WHERE slug = $1', slug);
  }

  private async find(sql: string, name: string): Promise<string | undefined> {
    const rows: { id: string }[] = await this.identity.manager.query(sql, [name]);
    return rows[0]?.id;
  }
}
