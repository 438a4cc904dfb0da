import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { v7 as uuidv7 } from 'uuid';
import { Sequencer, type SequencerRow } from '../../change-log/sequencer.js';
import { type CachedPage, PageCache } from '../../cache/page-cache.js';
import { differencesOf, type ExpectedState } from '../../http/entity-tag.js';
import type { CursorPage, Page } from '../../common/pagination.js';
import { ValidationFailed } from '../../common/problem.js';
import { RequestContext } from '../../context/request-context.js';
import type { InJson } from '../../database/type-parsers.js';
import {
  ReadTransaction,
  SingleChange,
  SingleStatement,
} from '../../tenancy/tenant-transaction.decorators.js';
import { PlanLimits } from '../plans/plan-limits.js';
import { DueMomentsRepository } from './due-moments.repository.js';
import type { CreateTaskDto, ReplaceTaskDto, UpdateTaskDto } from './dto/task.dto.js';
import type { MyTasksQueryDto, TaskQueryDto } from './dto/task-query.dto.js';
import { OrganizationDays } from './organization-days.js';
import { RecurringTasks } from './recurring-tasks.js';
import { TaskAccess } from './task-access.js';
import type { TaskFilter } from './task-filter.js';
import { changedLabels } from './task-labels.js';
import { TaskListsRepository } from './task-lists.repository.js';
import { TaskMoves } from './task-moves.js';
import { TaskReferences } from './task-references.js';
import { TaskRemoval } from './task-removal.js';
import { checkSort, readCursor } from './task-sort.js';
import { OPEN } from './task-status.js';
import type { Task } from './task.js';
import { TaskNotFound } from './tasks.errors.js';
import { type NewTask, TasksRepository, type TaskValues, type BackdatedTask } from './tasks.repository.js';

export type { BackdatedTask } from './tasks.repository.js';

@Injectable()
export class TasksService {
  constructor(
    private readonly tasks: TasksRepository,
    private readonly lists: TaskListsRepository,
    private readonly dueMoments: DueMomentsRepository,
    private readonly days: OrganizationDays,
    private readonly access: TaskAccess,
    private readonly moves: TaskMoves,
    private readonly references: TaskReferences,
    private readonly removal: TaskRemoval,
    private readonly recurring: RecurringTasks,
    private readonly sequencer: Sequencer,
    private readonly pages: PageCache,
    private readonly limits: PlanLimits,
    private readonly context: RequestContext,
  ) {}

  async list(asked: TaskQueryDto): Promise<CachedPage> {
    checkList(asked);
    const query = await this.days.inFilter(asked);
    return this.pages.read({
      list: 'tasks',
      query,
      sequence: () => this.sequencer.sequence(),
      load: () => this.loadPage(query),
    });
  }

  /** The caller's own tasks, those still to be done unless the query names statuses. */
  async listMine({ status = OPEN, ...rest }: MyTasksQueryDto): Promise<CachedPage> {
    const asked = { ...rest, status, assigneeId: this.context.user.userId };
    checkList(asked);
    const query = await this.days.inFilter(asked);
    return this.pages.read({
      list: 'tasks/mine',
      query,
      sequence: () => this.sequencer.sequence(),
      validFor: () => this.untilNextDue([0]),
      load: () => this.loadMine(query),
    });
  }

  /** @param days ages of a due date; @returns the milliseconds until a task reaches one of them */
  @SingleStatement()
  untilNextDue(days: number[]): Promise<number> {
    return this.dueMoments.untilNext(days);
  }

  /** @param reference the id or the number. @throws TaskNotFound */
  @SingleStatement()
  get(reference: string | number): Promise<Task> {
    return this.findOrFail(reference);
  }

  /** The task, which the caller may change, locked until the open transaction ends. @throws TaskNotFound, PermissionDenied */
  @Transactional()
  async lock(reference: string | number): Promise<Task> {
    return (await this.lockForWrite(reference, undefined, 'task:update-any')).task;
  }

  /** @throws PlanLimitReached; PermissionDenied where only admins write tasks */
  create(body: CreateTaskDto): Promise<Task> {
    return this.limits.attempt(
      () => this.insert(body),
      (row) => this.access.requireTaskWrites(row),
    );
  }

  @SingleChange()
  private async insert(body: CreateTaskDto): Promise<Task> {
    return this.tasks.insert(await this.prepare(body), this.access.requiredTaskWrites);
  }

  /**
   * The task that a request creates, to be inserted by the open transaction.
   * @throws ValidationFailed when it refers to what isn't there; ProjectArchived
   */
  async prepare(body: CreateTaskDto): Promise<NewTask> {
    const values = { ...toValues(await this.days.withDueAt(body)), status: 'CREATED' as const };
    // What is removed at the same time must not get a task any more.
    if (values.assigneeId || values.projectId || values.parentId) await this.sequencer.lock();
    await this.references.check(values);
    await this.recurring.check(values);
    return { ...values, id: uuidv7(), creatorId: this.context.user.userId };
  }

  /**
   * Creates tasks in their order. The transaction has locked the sequencer, and checked the limit and what the tasks
   * refer to.
   */
  @Transactional()
  insertMany(tasks: BackdatedTask[]): Promise<void> {
    return this.tasks.insertMany(tasks);
  }

  /** Changes the fields named; with none named at all, completes the task. */
  @Transactional()
  async update(reference: string | number, body: UpdateTaskDto, expected: ExpectedState): Promise<Task> {
    const { addLabels, removeLabels, ...fields } = await this.days.withDueAt(body);
    const named = definedOnly(fields);
    const changesLabels = addLabels !== undefined || removeLabels !== undefined;
    const completes = Object.keys(named).length === 0 && !changesLabels;
    const sent = completes ? { status: 'COMPLETED' as const } : named;
    const { task, row } = await this.lockForWrite(reference, expected, 'task:update-any', sent);
    if (completes) return this.moves.complete(task);
    const labels = () => changedLabels(named.labels ?? task.labels, addLabels, removeLabels);
    const values = changesLabels ? { ...named, labels: labels() } : named;
    await this.references.check(values, task);
    await this.recurring.check(values, task);
    return this.apply(task, values, row);
  }

  /** Sets every writable field; what is left out is emptied, but the status stays. */
  @Transactional()
  async replace(reference: string | number, body: ReplaceTaskDto, expected: ExpectedState): Promise<Task> {
    const sent = {
      ...toValues(await this.days.withDueAt(body)),
      ...(body.status && { status: body.status }),
    };
    const { task, row } = await this.lockForWrite(reference, expected, 'task:update-any', sent);
    const values = { status: task.status, ...sent };
    await this.references.check(values, task);
    await this.recurring.check(values, task);
    return this.apply(task, values, row);
  }

  /** Moves a task to the trash, with its subtasks. */
  @Transactional()
  async delete(reference: string | number, expected: ExpectedState): Promise<void> {
    const { task } = await this.lockForWrite(reference, expected, 'task:delete-any');
    await this.removal.moveToTrash(task);
  }

  /** Unassigns a user from all tasks that aren't completed. */
  @Transactional()
  async unassignAll(userId: string): Promise<void> {
    await this.sequencer.lock();
    const open = await this.tasks.findOpenIdsByAssignee(userId);
    const changes = open.map(({ id }) => ({ id, from: { assigneeId: userId }, to: { assigneeId: null } }));
    await this.tasks.updateAll(changes, 'task.updated');
  }

  /** Takes all tasks out of a project, one change each. */
  @Transactional()
  async leaveProject(projectId: string): Promise<void> {
    await this.sequencer.lock();
    const found = await this.tasks.findIdsByProject(projectId);
    const changes = found.map(({ id }) => ({ id, from: { projectId }, to: { projectId: null } }));
    await this.tasks.updateAll(changes, 'task.updated');
  }

  @ReadTransaction()
  private async loadMine(query: PlacedQuery): Promise<object> {
    const page = await this.loadPage(query);
    if (query.cursor !== undefined) return page;
    return { ...page, overdue: await this.lists.countOverdue(filterOf(query)) };
  }

  @SingleStatement()
  private async loadPage(query: PlacedQuery): Promise<Page<InJson<Task>> | CursorPage<InJson<Task>>> {
    const { sort, limit, page = 1, cursor } = query;
    const list = { filter: filterOf(query), sort, limit };
    if (cursor !== undefined) {
      const { data, nextCursor } = await this.lists.findAfter(list, readCursor(sort, cursor));
      return { data, limit, nextCursor };
    }
    const { data, nextCursor, ...total } = await this.lists.findPage(list, page);
    return { data, page, limit, ...total, nextCursor };
  }

  private async findOrFail(reference: string | number): Promise<Task> {
    const task = await this.tasks.find(reference);
    if (!task) throw new TaskNotFound();
    return task;
  }

  private async apply(
    task: Task,
    { status = task.status, ...fields }: Partial<TaskValues>,
    row: SequencerRow,
  ): Promise<Task> {
    this.moves.require(task, status, row);
    const changed = differencesOf(task, fields);
    let current = task;
    if (Object.keys(changed).length > 0) current = await this.tasks.update(current, changed, 'task.updated');
    return status === task.status ? current : this.moves.step(current, status);
  }

  private async lockForWrite(
    reference: string | number,
    expected: ExpectedState,
    forOthers: 'task:update-any' | 'task:delete-any',
    sent?: Partial<TaskValues>,
  ): Promise<{ task: Task; row: SequencerRow }> {
    // The task is asked for with the lock, and read when that is there.
    const [row, task] = await Promise.all([this.sequencer.lock(), this.tasks.find(reference)]);
    this.access.requireTaskWrites(row);
    if (!task) throw new TaskNotFound();
    this.access.requireOwn(task, forOthers);
    expected?.require(task, sent);
    return { task, row };
  }
}

/** A query whose days became moments. */
type PlacedQuery = TaskFilter & Pick<TaskQueryDto, 'sort' | 'limit' | 'page' | 'cursor'>;

/** A body whose due date became a moment. */
type Placed<Body extends { dueAt?: unknown }> = Omit<Body, 'dueAt'> & { dueAt?: Date | null };

function checkList({ page, cursor, sort, q }: TaskQueryDto): void {
  if (page !== undefined && cursor !== undefined) {
    throw ValidationFailed.of('cursor', 'cursor and page exclude each other');
  }
  checkSort(sort, q);
}

function filterOf({
  sort: _sort,
  limit: _limit,
  page: _page,
  cursor: _cursor,
  ...filter
}: PlacedQuery): TaskFilter {
  return filter;
}

function toValues(body: Placed<CreateTaskDto> | Placed<ReplaceTaskDto>): Omit<TaskValues, 'status'> {
  const { title, description = null, priority = 'NONE', labels = [] } = body;
  const { assigneeId = null, projectId = null, parentId = null, dueAt = null, recurrence = null } = body;
  return { title, description, priority, assigneeId, projectId, parentId, labels, dueAt, recurrence };
}

function definedOnly(body: Omit<Placed<UpdateTaskDto>, 'addLabels' | 'removeLabels'>): Partial<TaskValues> {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}
