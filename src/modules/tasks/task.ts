export const TASK_STATUSES = ['CREATED', 'IN_PROGRESS', 'COMPLETED'] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

export const TASK_PRIORITIES = ['NONE', 'LOW', 'MEDIUM', 'HIGH', 'URGENT'] as const;
export type TaskPriority = (typeof TASK_PRIORITIES)[number];

/** A task, as `TasksRepository` reads it. */
export interface Task {
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
  labels: string[];
  dueAt: Date | null;
  completedAt: Date | null;
  /** Counts the changes of the task. */
  version: number;
  createdAt: Date;
  updatedAt: Date;
}
