import { Injectable } from '@nestjs/common';
import { IdentityTransaction } from '../../database/identity-transaction.js';
import { DomainEntity } from './domain.entity.js';

@Injectable()
export class DomainsRepository {
  constructor(private readonly identity: IdentityTransaction) {}

  findPage(organizationId: string, page: number, limit: number): Promise<[DomainEntity[], number]> {
    return this.domains.findAndCount({
      where: { organizationId },
      order: { createdAt: 'ASC', id: 'ASC' },
      skip: (page - 1) * limit,
      take: limit,
    });
  }

  findOne(organizationId: string, id: string): Promise<DomainEntity | null> {
    return this.domains.findOneBy({ organizationId, id });
  }

  count(organizationId: string): Promise<number> {
    return this.domains.countBy({ organizationId });
  }

  /** @returns false when the domain is taken. */
  async insert(domain: Omit<DomainEntity, 'createdAt'>): Promise<boolean> {
    const query = this.domains.createQueryBuilder().insert().values(domain).orIgnore().returning('id');
    return ((await query.execute()).raw as unknown[]).length > 0;
  }

  async setPrimary(organizationId: string, id: string): Promise<void> {
    await this.clearPrimary(organizationId);
    await this.domains.update({ organizationId, id }, { isPrimary: true });
  }

  async clearPrimary(organizationId: string): Promise<void> {
    await this.domains.update({ organizationId, isPrimary: true }, { isPrimary: false });
  }

  async delete(organizationId: string, id: string): Promise<void> {
    await this.domains.delete({ organizationId, id });
  }

  private get domains() {
    return this.identity.manager.getRepository(DomainEntity);
  }
}
