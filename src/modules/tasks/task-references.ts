import { Injectable } from '@nestjs/common';
import { ValidationFailed } from '../../common/problem.js';
import { TaskAccess } from './task-access.js';
import { MAX_SUBTASKS, type Task } from './task.js';
import { NestedSubtask, ProjectArchived, TooManySubtasks } from './tasks.errors.js';
import { TasksRepository, type TaskValues } from './tasks.repository.js';

/** Checks what tasks refer to, in a transaction that has locked the sequencer: what was found stays. */
@Injectable()
export class TaskReferences {
  constructor(
    private readonly tasks: TasksRepository,
    private readonly access: TaskAccess,
  ) {}

  /**
   * @param task the task as it is, whose own project may be archived; left out for a new one
   * @throws ValidationFailed when the task would refer to what isn't there; ProjectArchived; and
   *   NestedSubtask, TooManySubtasks and PermissionDenied for a parent
   */
  async check({ assigneeId, projectId, parentId }: Partial<TaskValues>, task?: Task): Promise<void> {
    if (assigneeId && !(await this.tasks.isMember(assigneeId))) {
      throw ValidationFailed.of('assigneeId', 'assigneeId must be a member of the organization');
    }
    if (projectId && projectId !== task?.projectId) await this.checkProject(projectId);
    if (parentId && parentId !== task?.parentId) await this.checkParent(parentId, task);
  }

  /** The parent, or null where it has no room for one more subtask. */
  async parentWithRoom(id: string | null): Promise<string | null> {
    const parent = id ? await this.tasks.find(id) : undefined;
    return parent && parent.subtasks.total < MAX_SUBTASKS ? id : null;
  }

  private async checkProject(id: string): Promise<void> {
    const project = await this.tasks.findProject(id);
    if (!project) throw ValidationFailed.of('projectId', 'projectId must be a project of the organization');
    if (project.archived) throw new ProjectArchived({ projectId: id });
  }

  private async checkParent(id: string, task?: Task): Promise<void> {
    if (id === task?.id) throw ValidationFailed.of('parentId', 'parentId must be another task');
    const parent = await this.tasks.find(id);
    if (!parent) throw ValidationFailed.of('parentId', 'parentId must be a task of the organization');
    this.access.requireOwn(parent, 'task:update-any', `Task ${parent.number} would get a subtask.`);
    if (parent.parentId)
      throw new NestedSubtask({ detail: `Task ${parent.number} is a subtask, and can't have any.` });
    if (task && task.subtasks.total > 0)
      throw new NestedSubtask({ detail: `Task ${task.number} has subtasks, and can't become one.` });
    if (parent.subtasks.total >= MAX_SUBTASKS) throw new TooManySubtasks({ limit: MAX_SUBTASKS });
  }
}
