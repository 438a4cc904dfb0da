import type { TaskSort } from '../tasks/task-sort.js';

/** The fields of tasks by which a list can be shown in groups. */
export const VIEW_GROUPINGS = ['status', 'priority', 'assigneeId', 'projectId', 'dueAt'] as const;
export type ViewGrouping = (typeof VIEW_GROUPINGS)[number];

/** A list of tasks under a name: what to filter by, how to sort, and how to show it. */
export interface View {
  id: string;
  name: string;
  authorId: string;
  /** Whether all members have it. Otherwise it is its author's alone. */
  isShared: boolean;
  /** The filter as JSON, with moments as texts. */
  filter: Record<string, unknown>;
  sort: TaskSort;
  groupBy: ViewGrouping | null;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

export type ViewValues = Pick<View, 'name' | 'isShared' | 'filter' | 'sort' | 'groupBy'>;
