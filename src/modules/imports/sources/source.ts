import type { TaskPriority, TaskStatus } from '../../tasks/task.js';
import type { DateOrder } from '../values/dates.js';

/** What a column of a file may say. */
export const COLUMN_FIELDS = [
  'title',
  'description',
  'status',
  /** A list, a column of a board or a section. It says the status where nothing else does. */
  'section',
  /** Whether it is completed. */
  'completed',
  /** Whether it was put away, which is completed here. */
  'archived',
  'priority',
  'project',
  'assignee',
  'labels',
  'dueAt',
  'createdAt',
  'completedAt',
  /** By which the source knows the task. */
  'sourceId',
  'comment',
  /** What has no place of its own: it is appended to the description, with its name. */
  'note',
] as const;
export type ColumnField = (typeof COLUMN_FIELDS)[number];

/** How rows are read that aren't tasks. */
export type RowRule = 'todoist' | 'groups' | 'title-tree';

/** A product whose files are known. */
export interface Source {
  /** As answers name it. */
  name: string;
  /** Sets of columns, each of which only its files have. */
  header: string[][];
  /** What its columns say; null for one that is left out. Others are read as in any file. */
  columns: Readonly<Record<string, ColumnField | null>>;
  status?: Readonly<Record<string, TaskStatus>>;
  priority?: Readonly<Record<string, TaskPriority>>;
  /** Of dates in which both the day and the month may be meant. */
  dateOrder?: DateOrder;
  /** The columns that tell tasks of one id apart, where the source counts ids per project or installation. */
  idWith?: string[];
  rows?: RowRule;
  /** Whether a due date may be words, such as `every day`, which become a note. */
  hasWordsForDates?: boolean;
  /** What its labels have behind them. */
  labelSuffix?: RegExp;
}
