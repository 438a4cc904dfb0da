import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { v7 as uuidv7 } from 'uuid';
import { PermissionDenied } from '../../access/access.errors.js';
import { may, type Permission } from '../../access/permissions.js';
import { Sequencer } from '../../change-log/sequencer.js';
import { NONE } from '../../common/id.js';
import type { Page, PageQuery } from '../../common/pagination.js';
import { ValidationFailed } from '../../common/problem.js';
import { RequestContext } from '../../context/request-context.js';
import { differencesOf, type ExpectedState } from '../../http/entity-tag.js';
import { ReadTransaction } from '../../tenancy/tenant-transaction.decorators.js';
import { checkSort } from '../tasks/task-sort.js';
import type { CreateViewDto, UpdateViewDto } from './dto/view.dto.js';
import type { View, ViewValues } from './view.js';
import { TooManyViews, ViewNotFound } from './views.errors.js';
import { ViewsRepository } from './views.repository.js';

/** How many views of one organization may be a user's. */
const MAX_VIEWS = 100;
/** What a filter has at most as the query of a URL, in characters: request line and headers have 16 KiB together. */
const MAX_QUERY = 8000;

/** The lists of labels in a filter, and those in which the text `none` is no label. */
const LABEL_LISTS = ['label', 'allLabels', 'notLabel'];
const LISTS_WITH_NONE = ['label', 'notLabel'];

/** The saved views of the caller, and those that all members share. */
@Injectable()
export class ViewsService {
  constructor(
    private readonly views: ViewsRepository,
    private readonly sequencer: Sequencer,
    private readonly context: RequestContext,
  ) {}

  @ReadTransaction()
  async list({ page, limit }: PageQuery): Promise<Page<View>> {
    const [data, total] = await this.views.findPage(this.me, page, limit);
    return { data, page, limit, total, nextCursor: null };
  }

  /** @throws ViewNotFound */
  @ReadTransaction()
  get(id: string): Promise<View> {
    return this.findOrFail(id);
  }

  /** @throws TooManyViews, ValidationFailed, PermissionDenied to share without `view:share` */
  @Transactional()
  async create({ name, isShared = false, filter = {}, sort = '-createdAt', groupBy = null }: CreateViewDto) {
    const values = valuesOf({ name, isShared, filter: { ...filter }, sort, groupBy });
    if (isShared) this.require('view:share');
    await this.sequencer.lock();
    if ((await this.views.countByAuthor(this.me)) >= MAX_VIEWS) throw TooManyViews.with(MAX_VIEWS);
    return this.views.insert({ ...values, id: uuidv7(), authorId: this.me });
  }

  /** Changes the fields named. @throws ViewNotFound, VersionConflict, ValidationFailed, PermissionDenied */
  @Transactional()
  async update(id: string, body: UpdateViewDto, expected: ExpectedState): Promise<View> {
    const view = await this.lockForWrite(id, expected);
    const { name, isShared, filter, sort, groupBy } = view;
    const named = Object.entries(body).filter(([, value]) => value !== undefined);
    const values = valuesOf({ name, isShared, filter, sort, groupBy, ...Object.fromEntries(named) });
    if (values.isShared) this.require('view:share');
    else if (view.authorId !== this.me)
      throw new PermissionDenied({ detail: 'Only its author makes a view private. You may delete it.' });
    return Object.keys(differencesOf(view, values)).length > 0 ? this.views.update(id, values) : view;
  }

  /** @throws ViewNotFound, VersionConflict, PermissionDenied */
  @Transactional()
  async delete(id: string, expected: ExpectedState): Promise<void> {
    await this.lockForWrite(id, expected);
    await this.views.delete(id);
  }

  /** Lets all filters follow a label to its new name. The transaction has locked the sequencer. */
  @Transactional()
  renameLabel(from: string, to: string): Promise<void> {
    const isNone = from === NONE || to === NONE;
    return this.views.replaceLabel(
      from,
      to,
      LABEL_LISTS.filter((list) => !(isNone && LISTS_WITH_NONE.includes(list))),
    );
  }

  private async lockForWrite(id: string, expected: ExpectedState): Promise<View> {
    await this.sequencer.lock();
    const view = await this.findOrFail(id);
    if (view.isShared) this.require('view:share');
    if (view.authorId !== this.me) this.require('view:manage-any');
    expected?.require(view);
    return view;
  }

  private async findOrFail(id: string): Promise<View> {
    const view = await this.views.findVisible(this.me, id);
    if (!view) throw new ViewNotFound();
    return view;
  }

  private require(permission: Permission): void {
    if (!may(this.context.principal, permission))
      throw new PermissionDenied({ detail: `This needs the permission ${permission}.` });
  }

  private get me(): string {
    return this.context.user.userId;
  }
}

/** The values of a view, as they are stored. @throws ValidationFailed for what GET /tasks would refuse */
function valuesOf({ filter, ...values }: ViewValues): ViewValues {
  const stored = JSON.parse(JSON.stringify(filter)) as Record<string, string | string[]>;
  checkSort(values.sort, stored['q']);
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(stored))
    for (const one of [value].flat()) query.append(name, one);
  if (query.toString().length > MAX_QUERY)
    throw ValidationFailed.of(
      'filter',
      `filter must have at most ${MAX_QUERY} characters as the query of a URL`,
    );
  return { ...values, filter: stored };
}
