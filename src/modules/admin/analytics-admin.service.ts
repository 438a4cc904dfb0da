import { Injectable } from '@nestjs/common';
import type { Page } from '../../common/pagination.js';
import { systemIn } from '../../context/principal.js';
import { RequestContext } from '../../context/request-context.js';
import { OrganizationUnavailable } from '../../tenancy/tenancy.errors.js';
import { AnalyticsService } from '../analytics/analytics.service.js';
import type { OrganizationSummaryDto } from '../analytics/dto/figures.dto.js';
import type { OrganizationFiguresDto, OrganizationFiguresQueryDto } from './dto/analytics-admin.dto.js';
import { OrganizationsAdminService } from './organizations-admin.service.js';

/**
 * Counts across organizations. Each is counted in a tenant transaction of its own, one after the other,
 * and only counts come out of it: operators see neither what a task says nor whose it is.
 */
@Injectable()
export class AnalyticsAdminService {
  constructor(
    private readonly organizations: OrganizationsAdminService,
    private readonly analytics: AnalyticsService,
    private readonly context: RequestContext,
  ) {}

  async list({ days, ...query }: OrganizationFiguresQueryDto): Promise<Page<OrganizationFiguresDto>> {
    const page = await this.organizations.list(query);
    const data: OrganizationFiguresDto[] = [];
    for (const { id, name, slug, plan, status } of page.data) {
      const figures = status === 'PURGING' ? null : await this.summarize(id, days);
      data.push({ id, name, slug, plan, status, figures });
    }
    return { ...page, data };
  }

  private async summarize(organizationId: string, days: number): Promise<OrganizationSummaryDto | null> {
    try {
      const principal = systemIn(organizationId);
      return await this.context.run({ principal }, () => this.analytics.summary(days));
    } catch (error) {
      if (error instanceof OrganizationUnavailable) return null;
      throw error;
    }
  }
}
