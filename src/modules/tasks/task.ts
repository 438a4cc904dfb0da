export const TASK_STATUSES = ['CREATED', 'IN_PROGRESS', 'COMPLETED'] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

export const TASK_PRIORITIES = ['NONE', 'LOW', 'MEDIUM', 'HIGH', 'URGENT'] as const;
export type TaskPriority = (typeof TASK_PRIORITIES)[number];

/** How many subtasks a task has at most: they go to the trash with it, one change each, while other writers wait. */
export const MAX_SUBTASKS = 100;

/** How far the subtasks of a task are. */
export interface SubtaskProgress {
  total: number;
  completed: number;
}

/** A task as its row and the log have it. */
export interface LoggedTask {
  id: string;
  /** Counts 1, 2, 3 within the organization, in the order of creation. */
  number: number;
  title: string;
  description: string | null;
  status: TaskStatus;
  priority: TaskPriority;
  assigneeId: string | null;
  creatorId: string;
  projectId: string | null;
  /** The task that it is a subtask of; that one is a subtask of none. */
  parentId: string | null;
  /** The ids of the tasks that should be completed before it. */
  blockedBy: string[];
  labels: string[];
  dueAt: Date | null;
  /** By which rule the next task is made once this one is completed. */
  recurrence: string | null;
  completedAt: Date | null;
  /** Counts the changes of the task. */
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

/** A task as it is read, with what follows from other tasks: these change without a change of it. */
export interface Task extends LoggedTask {
  subtasks: SubtaskProgress;
  /** Whether one of those that it is blocked by isn't completed. */
  isBlocked: boolean;
}
