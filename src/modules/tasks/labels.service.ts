import { Injectable } from '@nestjs/common';
import { Sequencer } from '../../change-log/sequencer.js';
import { type CachedPage, PageCache } from '../../cache/page-cache.js';
import type { Page, PageQuery } from '../../common/pagination.js';
import { ReadTransaction } from '../../tenancy/tenant-transaction.decorators.js';
import { type Label, LabelsRepository } from './labels.repository.js';

@Injectable()
export class LabelsService {
  constructor(
    private readonly labels: LabelsRepository,
    private readonly sequencer: Sequencer,
    private readonly pages: PageCache,
  ) {}

  list(query: PageQuery): Promise<CachedPage> {
    return this.pages.read({
      list: 'labels',
      query,
      sequence: () => this.sequencer.sequence(),
      load: () => this.loadPage(query),
    });
  }

  @ReadTransaction()
  private async loadPage({ page, limit }: PageQuery): Promise<Page<Label>> {
    const { data, total } = await this.labels.findPage(page, limit);
    return { data, page, limit, total, nextCursor: null };
  }
}
