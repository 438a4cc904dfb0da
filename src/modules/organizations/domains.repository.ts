import { Injectable } from '@nestjs/common';
import { IsNull, Not } from 'typeorm';
import { SharedTransaction } from '../../database/shared-transaction.js';
import { DomainEntity } from './domain.entity.js';
import { DomainTaken } from './organizations.errors.js';

@Injectable()
export class DomainsRepository {
  constructor(private readonly shared: SharedTransaction) {}

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

  findByName(organizationId: string, domain: string): Promise<DomainEntity | null> {
    return this.domains.findOneBy({ organizationId, domain });
  }

  findVerified(domain: string): Promise<DomainEntity | null> {
    return this.domains.findOneBy({ domain, verifiedAt: Not(IsNull()) });
  }

  count(organizationId: string): Promise<number> {
    return this.domains.countBy({ organizationId });
  }

  countVerified(organizationId: string): Promise<number> {
    return this.domains.countBy({ organizationId, verifiedAt: Not(IsNull()) });
  }

  /** @returns false when the organization has claimed the domain already. */
  async insert(
    claim: Pick<DomainEntity, 'id' | 'organizationId' | 'domain' | 'wantsPrimary'>,
  ): Promise<boolean> {
    const values = { ...claim, isPrimary: false };
    const query = this.domains.createQueryBuilder().insert().values(values).orIgnore().returning('id');
    return ((await query.execute()).raw as unknown[]).length > 0;
  }

  /** @throws DomainTaken when another organization's claim is verified, also by this moment */
  async verify(organizationId: string, id: string): Promise<void> {
    try {
      await this.domains.update({ organizationId, id }, { verifiedAt: () => 'now()' });
    } catch (error) {
      const { constraint } = (error as { driverError?: { constraint?: string } }).driverError ?? {};
      throw constraint === 'domains_verified' ? new DomainTaken() : error;
    }
  }

  async setPrimary(organizationId: string, id: string): Promise<void> {
    await this.domains.update({ organizationId, isPrimary: true }, { isPrimary: false });
    await this.domains.update({ organizationId, id }, { isPrimary: true });
  }

  async delete(organizationId: string, id: string): Promise<void> {
    await this.domains.delete({ organizationId, id });
  }

  private get domains() {
    return this.shared.manager.getRepository(DomainEntity);
  }
}
