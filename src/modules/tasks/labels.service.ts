import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { Sequencer } from '../../change-log/sequencer.js';
import { type CachedPage, PageCache } from '../../cache/page-cache.js';
import type { Page, PageQuery } from '../../common/pagination.js';
import { ReadTransaction } from '../../tenancy/tenant-transaction.decorators.js';
import type { UpdateLabelDto } from './dto/label.dto.js';
import { LabelNotFound, LabelTooLarge } from './labels.errors.js';
import { type Label, LabelsRepository } from './labels.repository.js';
import { TasksRepository } from './tasks.repository.js';

/** How many tasks a label that changes in all of them may have: each is a change, and other writers wait meanwhile. */
const MAX_TASKS = 10_000;

/** What follows a label to its new name, which may be that of another one, in the transaction of the change. */
export type LabelRenaming = (from: string, to: string) => Promise<void>;

@Injectable()
export class LabelsService {
  private readonly renamings: LabelRenaming[] = [];

  constructor(
    private readonly labels: LabelsRepository,
    private readonly tasks: TasksRepository,
    private readonly sequencer: Sequencer,
    private readonly pages: PageCache,
  ) {}

  onRename(renaming: LabelRenaming): void {
    this.renamings.push(renaming);
  }

  list(query: PageQuery): Promise<CachedPage> {
    return this.pages.read({
      list: 'labels',
      query,
      sequence: () => this.sequencer.sequence(),
      load: () => this.loadPage(query),
    });
  }

  /** Renames a label in all tasks, or merges it into another, and sets its colour. @throws LabelNotFound, LabelTooLarge */
  @Transactional()
  async update(label: string, { name = label, color }: UpdateLabelDto): Promise<Label> {
    await this.sequencer.lock();
    if (name !== label) await this.rename(label, name);
    const taskCount = await this.labels.countTasks(name);
    if (taskCount === 0) throw new LabelNotFound();
    const colored = await this.labels.findColor(name);
    if (color === undefined || color === (colored?.color ?? null))
      return { name, taskCount, color: colored?.color ?? null };
    await this.labels.setColor(name, colored, color);
    return { name, taskCount, color };
  }

  private async rename(from: string, name: string): Promise<void> {
    const renamed = (label: string): string => (label === from ? name : label);
    await this.change(from, (labels) => [...new Set(labels.map(renamed))]);
    await this.moveColor(from, name);
    for (const renaming of this.renamings) await renaming(from, name);
  }

  /** Takes a label off all tasks. @throws LabelNotFound, LabelTooLarge */
  @Transactional()
  async delete(name: string): Promise<void> {
    await this.sequencer.lock();
    await this.change(name, (labels) => labels.filter((label) => label !== name));
    const colored = await this.labels.findColor(name);
    if (colored) await this.labels.removeColor(colored);
  }

  /** A label that another is merged into keeps its own colour, if it has one. */
  private async moveColor(from: string, to: string): Promise<void> {
    const colored = await this.labels.findColor(from);
    if (!colored) return;
    if (await this.labels.findColor(to)) await this.labels.removeColor(colored);
    else await this.labels.renameColor(colored, to);
  }

  private async change(label: string, change: (labels: string[]) => string[]): Promise<void> {
    const found = await this.labels.findTasks(label, MAX_TASKS + 1);
    if (found.length === 0) throw new LabelNotFound();
    if (found.length > MAX_TASKS) throw LabelTooLarge.with(MAX_TASKS);
    const changes = found.map(({ id, labels }) => ({ id, from: { labels }, to: { labels: change(labels) } }));
    await this.tasks.updateAll(changes, 'task.updated');
  }

  @ReadTransaction()
  private async loadPage({ page, limit }: PageQuery): Promise<Page<Label>> {
    const { data, total } = await this.labels.findPage(page, limit);
    return { data, page, limit, total, nextCursor: null };
  }
}
