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
import type { TaskWrites } from '../organizations/settings.js';
import { PermissionDenied } from '../../access/access.errors.js';
import { isAbove, may } from '../../access/permissions.js';
import { PlanLimits } from '../plans/plan-limits.js';
import { DueMomentsRepository } from './due-moments.repository.js';
import type { CreateTaskDto, ReplaceTaskDto, UpdateTaskDto } from './dto/task.dto.js';
import type { MyTasksQueryDto, TaskQueryDto } from './dto/task-query.dto.js';
import { OrganizationDays } from './organization-days.js';
import type { TaskFilter } from './task-filter.js';
import { changedLabels } from './task-labels.js';
import { TaskListsRepository } from './task-lists.repository.js';
import { checkSort, readCursor } from './task-sort.js';
import { isLegalMove, stepsToCompletion } from './task-status.js';
import type { Task, TaskStatus } from './task.js';
import { IllegalStatusChange, TaskNotFound } from './tasks.errors.js';
import { type NewTask, TasksRepository, type TaskValues, type BackdatedTask } from './tasks.repository.js';

export type { BackdatedTask } from './tasks.repository.js';

const OPEN: TaskStatus[] = ['CREATED', 'IN_PROGRESS'];

@Injectable()
export class TasksService {
  constructor(
    private readonly tasks: TasksRepository,
    private readonly lists: TaskListsRepository,
    private readonly dueMoments: DueMomentsRepository,
    private readonly days: OrganizationDays,
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

  /** @throws PlanLimitReached; PermissionDenied where only admins write tasks */
  create(body: CreateTaskDto): Promise<Task> {
    return this.limits.attempt(
      () => this.insert(body),
      (row) => this.requireTaskWrites(row),
    );
  }

  @SingleChange()
  private async insert(body: CreateTaskDto): Promise<Task> {
    const mayWrite = isAbove('ADMIN', this.context.principal.role) ? 'MEMBERS' : undefined;
    return this.tasks.insert(await this.prepare(body), mayWrite);
  }

  /**
   * The task that a request creates, to be inserted by the open transaction.
   * @throws ValidationFailed when it refers to what isn't there
   */
  async prepare(body: CreateTaskDto): Promise<NewTask> {
    const values = { ...toValues(await this.days.withDueAt(body)), status: 'CREATED' as const };
    // A member or a project that is removed at the same time must not get a task any more.
    if (values.assigneeId || values.projectId) await this.sequencer.lock();
    await this.checkReferences(values);
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
    const task = await this.lockForWrite(reference, expected, 'task:update-any', sent);
    if (completes) return this.complete(task);
    const labels = () => changedLabels(named.labels ?? task.labels, addLabels, removeLabels);
    const values = changesLabels ? { ...named, labels: labels() } : named;
    await this.checkReferences(values);
    return this.apply(task, values);
  }

  /** Sets every writable field; what is left out is emptied, but the status stays. */
  @Transactional()
  async replace(reference: string | number, body: ReplaceTaskDto, expected: ExpectedState): Promise<Task> {
    const sent = {
      ...toValues(await this.days.withDueAt(body)),
      ...(body.status && { status: body.status }),
    };
    const task = await this.lockForWrite(reference, expected, 'task:update-any', sent);
    const values = { status: task.status, ...sent };
    await this.checkReferences(values);
    return this.apply(task, values);
  }

  @Transactional()
  async delete(reference: string | number, expected: ExpectedState): Promise<void> {
    await this.tasks.delete(await this.lockForWrite(reference, expected, 'task:delete-any'));
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

  private async complete(task: Task): Promise<Task> {
    let current = task;
    for (const status of stepsToCompletion(task.status)) {
      current = await this.tasks.update(current, { status }, 'task.status-changed');
    }
    return current;
  }

  private async apply(task: Task, { status, ...fields }: Partial<TaskValues>): Promise<Task> {
    const moved = status !== undefined && status !== task.status;
    if (moved && !isLegalMove(task.status, status)) throw IllegalStatusChange.between(task.status, status);
    const changed = differencesOf(task, fields);
    let current = task;
    if (Object.keys(changed).length > 0) current = await this.tasks.update(current, changed, 'task.updated');
    if (moved) current = await this.tasks.update(current, { status }, 'task.status-changed');
    return current;
  }

  /** @param forOthers the permission that covers tasks of all members. @throws PermissionDenied */
  requireOwn(
    { creatorId, assigneeId }: Pick<Task, 'creatorId' | 'assigneeId'>,
    forOthers: 'task:update-any' | 'task:delete-any',
  ): void {
    const { principal } = this.context;
    if ([creatorId, assigneeId].includes(principal.userId) || may(principal, forOthers)) return;
    throw new PermissionDenied({
      detail: `Without ${forOthers} only tasks that you created or are assigned to can be written.`,
    });
  }

  private async lockForWrite(
    reference: string | number,
    expected: ExpectedState,
    forOthers: 'task:update-any' | 'task:delete-any',
    sent?: Partial<TaskValues>,
  ): Promise<Task> {
    // The task is asked for with the lock, and read when that is there.
    const [row, task] = await Promise.all([this.sequencer.lock(), this.tasks.find(reference)]);
    this.requireTaskWrites(row);
    if (!task) throw new TaskNotFound();
    this.requireOwn(task, forOthers);
    expected?.require(task, sent);
    return task;
  }

  /** @throws PermissionDenied where only admins write tasks */
  requireTaskWrites({ task_writes }: SequencerRow): void {
    const taskWrites = task_writes as TaskWrites;
    const { role } = this.context.principal;
    if (taskWrites === 'MEMBERS' || !isAbove(taskWrites, role)) return;
    throw new PermissionDenied({
      detail: `The organization's setting taskWrites is ${taskWrites}: the role ${role} may not write tasks.`,
    });
  }

  private async checkReferences({ assigneeId, projectId }: Partial<TaskValues>): Promise<void> {
    if (assigneeId && !(await this.tasks.isMember(assigneeId))) {
      throw ValidationFailed.of('assigneeId', 'assigneeId must be a member of the organization');
    }
    if (projectId && !(await this.tasks.isProject(projectId))) {
      throw ValidationFailed.of('projectId', 'projectId must be a project of the organization');
    }
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
  const { assigneeId = null, projectId = null, dueAt = null } = body;
  return { title, description, priority, assigneeId, projectId, labels, dueAt };
}

function definedOnly(body: Omit<Placed<UpdateTaskDto>, 'addLabels' | 'removeLabels'>): Partial<TaskValues> {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}
