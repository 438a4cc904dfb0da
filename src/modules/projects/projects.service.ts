import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { v7 as uuidv7 } from 'uuid';
import { Sequencer } from '../../change-log/sequencer.js';
import type { CachedPage } from '../../cache/page-cache.js';
import type { ExpectedState } from '../../http/entity-tag.js';
import type { Page } from '../../common/pagination.js';
import { ReadTransaction } from '../../tenancy/tenant-transaction.decorators.js';
import { PlanLimits } from '../plans/plan-limits.js';
import type { ProjectTasksQueryDto } from '../tasks/dto/task-query.dto.js';
import { TasksService } from '../tasks/tasks.service.js';
import type { CreateProjectDto, ProjectQueryDto, UpdateProjectDto } from './dto/project.dto.js';
import { ProjectNameTaken, ProjectNotFound, ProjectTooLarge } from './projects.errors.js';
import { type Project, ProjectsRepository, type ProjectValues } from './projects.repository.js';

/**
 * Removing a task from a deleted project is a change of its own, and the organization's other writers
 * wait for all of them: some seconds for this many.
 */
const MAX_TASKS_OF_DELETED = 10_000;

@Injectable()
export class ProjectsService {
  constructor(
    private readonly projects: ProjectsRepository,
    private readonly tasks: TasksService,
    private readonly sequencer: Sequencer,
    private readonly limits: PlanLimits,
  ) {}

  @ReadTransaction()
  async list({ page, limit, archived }: ProjectQueryDto): Promise<Page<Project>> {
    const isArchived = archived === 'all' ? null : archived === 'true';
    const [data, total] = await this.projects.findPage(isArchived, page, limit);
    return { data, page, limit, total, nextCursor: null };
  }

  /** @throws ProjectNotFound */
  @ReadTransaction()
  get(id: string): Promise<Project> {
    return this.findOrFail(id);
  }

  /** @throws ProjectNotFound */
  async listTasks(id: string, query: ProjectTasksQueryDto): Promise<CachedPage> {
    await this.get(id);
    return this.tasks.list({ ...query, projectId: id });
  }

  /** @throws ProjectNameTaken, PlanLimitReached */
  create(body: CreateProjectDto): Promise<Project> {
    return this.limits.attempt(() => this.insert(body));
  }

  @Transactional()
  private async insert({ name, description = null }: CreateProjectDto): Promise<Project> {
    await this.sequencer.lock();
    await this.checkName(name, null);
    return this.projects.insert(uuidv7(), { name, description });
  }

  /** Changes the fields named. @throws ProjectNameTaken */
  @Transactional()
  async update(id: string, body: UpdateProjectDto, expected: ExpectedState): Promise<Project> {
    const project = await this.lockForWrite(id, expected);
    const changed = changesOf(project, body);
    if (changed.name !== undefined) await this.checkName(changed.name, id);
    return Object.keys(changed).length > 0 ? this.projects.update(project, changed) : project;
  }

  /** Its tasks stay, without a project. @throws ProjectTooLarge */
  @Transactional()
  async delete(id: string, expected: ExpectedState): Promise<void> {
    const project = await this.lockForWrite(id, expected);
    if (project.taskCount > MAX_TASKS_OF_DELETED) throw ProjectTooLarge.with(MAX_TASKS_OF_DELETED);
    await this.tasks.leaveProject(id);
    await this.projects.delete(project);
  }

  private async lockForWrite(id: string, expected: ExpectedState): Promise<Project> {
    await this.sequencer.lock();
    const project = await this.findOrFail(id);
    expected?.require(project);
    return project;
  }

  private async findOrFail(id: string): Promise<Project> {
    const project = await this.projects.findById(id);
    if (!project) throw new ProjectNotFound();
    return project;
  }

  private async checkName(name: string, except: string | null): Promise<void> {
    if (await this.projects.isNameTaken(name, except)) throw new ProjectNameTaken();
  }
}

/** The fields whose value differs. */
function changesOf(
  project: Project,
  { name, description, archived }: UpdateProjectDto,
): Partial<ProjectValues> {
  const changed: Partial<ProjectValues> = {};
  if (name !== undefined && name !== project.name) changed.name = name;
  if (description !== undefined && description !== project.description) changed.description = description;
  if (archived !== undefined && archived !== project.archived) changed.archived = archived;
  return changed;
}
