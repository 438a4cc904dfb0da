import type { TaskPriority, TaskStatus } from '../../api/client.ts';
import { PRIORITY, STATUS } from '../../texts.ts';
import type { Grouping, TaskFilter } from './search.ts';

/** A part of a list: the tasks with one value of a field. */
export interface TaskGroup {
  key: string;
  /** Undefined for the only group of a list that has no groups: it has no heading. */
  label?: string;
  status?: TaskStatus;
  priority?: TaskPriority;
  filter: TaskFilter;
}

const OPEN: TaskStatus[] = ['CREATED', 'IN_PROGRESS'];
const STATUSES: TaskStatus[] = ['IN_PROGRESS', 'CREATED', 'COMPLETED'];
const PRIORITIES = (Object.keys(PRIORITY) as TaskPriority[]).toReversed();

/** The groups of a list, in their order: what is done last, what is most urgent first. */
export function groupsOf(filter: TaskFilter, grouping?: Grouping): TaskGroup[] {
  switch (grouping) {
    case 'status':
      // What is due is not done, unless the filter says so.
      return within(STATUSES, filter.status ?? (filter.due ? OPEN : STATUSES)).map((status) => ({
        key: status,
        label: STATUS[status],
        status,
        filter: { ...filter, status: [status] },
      }));
    case 'priority':
      return within(PRIORITIES, filter.priority ?? PRIORITIES).map((priority) => ({
        key: priority,
        label: PRIORITY[priority],
        priority,
        filter: { ...filter, priority: [priority] },
      }));
    default:
      return [{ key: 'all', filter }];
  }
}

const within = <T>(all: T[], chosen: T[]): T[] => all.filter((one) => chosen.includes(one));
