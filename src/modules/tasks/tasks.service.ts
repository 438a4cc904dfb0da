import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { v7 as uuidv7 } from 'uuid';
import { ActivityService } from '../../activity/activity.service.js';
import { type CachedPage, PageCache } from '../../cache/page-cache.js';
import { differencesOf, type ExpectedVersions, requireVersion } from '../../common/entity-tag.js';
import type { CursorPage, Page } from '../../common/pagination.js';
import { ValidationFailed } from '../../common/problem.js';
import { RequestContext } from '../../context/request-context.js';
import { ReadTransaction } from '../../tenancy/read-transaction.decorator.js';
import { PermissionDenied } from '../access/access.errors.js';
import { isAllowed } from '../access/permissions.js';
import type { CreateTaskDto, ReplaceTaskDto, UpdateTaskDto } from './dto/task.dto.js';
import type { TaskQueryDto } from './dto/task-query.dto.js';
import { cursorAt, readCursor } from './task-sort.js';
import { isLegalMove, stepsToCompletion } from './task-status.js';
import type { TaskEntity } from './task.entity.js';
import { IllegalStatusChange, TaskNotFound } from './tasks.errors.js';
import { type NewTask, TasksRepository, type TaskValues } from './tasks.repository.js';

@Injectable()
export class TasksService {
  constructor(
    private readonly tasks: TasksRepository,
    private readonly activity: ActivityService,
    private readonly pages: PageCache,
    private readonly context: RequestContext,
  ) {}

  list(query: TaskQueryDto): Promise<CachedPage> {
    if (query.page !== undefined && query.cursor !== undefined) {
      throw ValidationFailed.of('cursor', 'cursor and page exclude each other');
    }
    return this.pages.read({
      list: 'tasks',
      query,
      sequence: () => this.activity.currentSequence(),
      load: () => this.loadPage(query),
    });
  }

  /** @param reference the id or the number. @throws TaskNotFound */
  @ReadTransaction()
  get(reference: string | number): Promise<TaskEntity> {
    return this.findOrFail(reference);
  }

  @Transactional()
  async create(body: CreateTaskDto): Promise<TaskEntity> {
    return this.tasks.insert(await this.prepare(body));
  }

  /**
   * The task that somebody wants to create, to be inserted by the open transaction.
   * @throws ValidationFailed when it refers to what isn't there
   */
  async prepare(body: CreateTaskDto): Promise<NewTask> {
    const values = { ...toValues(body), status: 'CREATED' as const };
    // Whoever is being removed from the organization meanwhile must not get a task any more.
    if (values.assigneeId) await this.activity.lock();
    await this.checkReferences(values, body.projectId);
    return { ...values, id: uuidv7(), creatorId: this.context.principal.userId as string };
  }

  /** Changes the fields named; with none named at all, completes the task. */
  @Transactional()
  async update(
    reference: string | number,
    body: UpdateTaskDto,
    expected: ExpectedVersions,
  ): Promise<TaskEntity> {
    const { projectId, ...values } = definedOnly(body);
    const completes = Object.keys(values).length === 0 && projectId === undefined;
    const sent = completes ? { status: 'COMPLETED' as const } : values;
    const task = await this.lockForWrite(reference, expected, 'task:update-any', sent);
    if (completes) return this.complete(task);
    await this.checkReferences(values, projectId);
    return this.apply(task, values);
  }

  /** Sets every writable field; what is left out is emptied, but the status stays. */
  @Transactional()
  async replace(
    reference: string | number,
    body: ReplaceTaskDto,
    expected: ExpectedVersions,
  ): Promise<TaskEntity> {
    const sent = { ...toValues(body), ...(body.status && { status: body.status }) };
    const task = await this.lockForWrite(reference, expected, 'task:update-any', sent);
    const values = { status: task.status, ...sent };
    await this.checkReferences(values, body.projectId);
    return this.apply(task, values);
  }

  @Transactional()
  async delete(reference: string | number, expected: ExpectedVersions): Promise<void> {
    await this.tasks.delete(await this.lockForWrite(reference, expected, 'task:delete-any'));
  }

  /** Takes a person off the tasks that aren't finished. */
  @Transactional()
  async unassignAll(userId: string): Promise<void> {
    await this.activity.lock();
    for (const { id } of await this.tasks.findOpenIdsByAssignee(userId)) {
      await this.tasks.update(await this.findOrFail(id), { assigneeId: null }, 'task.updated');
    }
  }

  @ReadTransaction()
  private async loadPage({
    sort,
    limit,
    page = 1,
    cursor,
    ...filter
  }: TaskQueryDto): Promise<Page<TaskEntity> | CursorPage<TaskEntity>> {
    if (cursor !== undefined) {
      const found = await this.tasks.findAfter({ filter, sort, limit }, readCursor(sort, cursor));
      return { data: found.slice(0, limit), limit, nextCursor: nextCursor(found, limit, sort) };
    }
    const [found, total] = await this.tasks.findPage({ filter, sort, limit }, page);
    return { data: found.slice(0, limit), page, limit, total, nextCursor: nextCursor(found, limit, sort) };
  }

  private async findOrFail(reference: string | number): Promise<TaskEntity> {
    const task =
      typeof reference === 'number'
        ? await this.tasks.findByNumber(reference)
        : await this.tasks.findById(reference);
    if (!task) throw new TaskNotFound();
    return task;
  }

  private async complete(task: TaskEntity): Promise<TaskEntity> {
    let current = task;
    for (const status of stepsToCompletion(task.status)) {
      current = await this.tasks.update(current, { status }, 'task.status-changed');
    }
    return current;
  }

  private async apply(task: TaskEntity, { status, ...fields }: Partial<TaskValues>): Promise<TaskEntity> {
    const moved = status !== undefined && status !== task.status;
    if (moved && !isLegalMove(task.status, status)) throw IllegalStatusChange.between(task.status, status);
    const changed = differencesOf(task, fields);
    let current = task;
    if (Object.keys(changed).length > 0) current = await this.tasks.update(current, changed, 'task.updated');
    if (moved) current = await this.tasks.update(current, { status }, 'task.status-changed');
    return current;
  }

  /** @param forOthers the permission that covers everybody's tasks. @throws PermissionDenied */
  requireOwn(
    { creatorId, assigneeId }: Pick<TaskEntity, 'creatorId' | 'assigneeId'>,
    forOthers: 'task:update-any' | 'task:delete-any',
  ): void {
    const { userId, role } = this.context.principal;
    if (creatorId === userId || assigneeId === userId || isAllowed(role, forOthers)) return;
    throw new PermissionDenied({
      detail: `The role ${role} may only write tasks it created or is assigned to.`,
    });
  }

  private async lockForWrite(
    reference: string | number,
    expected: ExpectedVersions,
    forOthers: 'task:update-any' | 'task:delete-any',
    sent?: Partial<TaskValues>,
  ): Promise<TaskEntity> {
    await this.activity.lock();
    const task = await this.findOrFail(reference);
    this.requireOwn(task, forOthers);
    requireVersion(task, expected, sent);
    return task;
  }

  private async checkReferences(
    { assigneeId }: Partial<TaskValues>,
    projectId?: string | null,
  ): Promise<void> {
    if (assigneeId && !(await this.tasks.isPerson(assigneeId))) {
      throw ValidationFailed.of('assigneeId', 'assigneeId must be a member of the organization');
    }
    if (projectId) throw ValidationFailed.of('projectId', 'projectId must be a project of the organization');
  }
}

function toValues(body: CreateTaskDto | ReplaceTaskDto): Omit<TaskValues, 'status'> {
  const { title, description = null, priority = 'NONE', assigneeId = null, labels = [], dueAt = null } = body;
  return { title, description, priority, assigneeId, labels, dueAt };
}

function definedOnly(body: UpdateTaskDto): Partial<UpdateTaskDto> & Partial<TaskValues> {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}

function nextCursor(found: TaskEntity[], limit: number, sort: TaskQueryDto['sort']): string | null {
  const last = found.length > limit ? found[limit - 1] : undefined;
  return last ? cursorAt(sort, last) : null;
}
