import type { Member, Project, TaskPriority, TaskStatus } from '../../api/client.ts';
import { PRIORITY, STATUS } from '../../texts/common.ts';
import { DUE, DUE_GROUPS, NOTHING } from '../../texts/tasks.ts';
import { earliest, latest, minuteOf, startOfDay } from './moments.ts';
import { type Grouping, NONE, OPEN, statusesOf, type TaskFilter } from './search.ts';

/** A part of a list: the tasks with one value of a field. */
export interface TaskGroup {
  key: string;
  /** Undefined for the only group of a list that has no groups: it has no heading. */
  label?: string;
  status?: TaskStatus;
  priority?: TaskPriority;
  assigneeId?: string;
  filter: TaskFilter;
}

/** What a list can be grouped by that isn't the same everywhere. */
export interface GroupValues {
  /** Whose list it is: the user's own group comes first. */
  me: string;
  members: Member[];
  projects: Project[];
}

const STATUSES: TaskStatus[] = ['IN_PROGRESS', 'CREATED', 'COMPLETED'];
const PRIORITIES = (Object.keys(PRIORITY) as TaskPriority[]).toReversed();

/** The groups of a list, in their order: what is done last, what is most urgent first. */
export function groupsOf(
  filter: TaskFilter,
  grouping?: Grouping,
  { me, members, projects }: GroupValues = { me: '', members: [], projects: [] },
  now = Date.now(),
): TaskGroup[] {
  switch (grouping) {
    case 'status':
      return shownStatuses(filter).map((status) => ({
        key: status,
        label: STATUS[status],
        status,
        filter: { ...filter, status: [status] },
      }));
    case 'priority':
      return within(PRIORITIES, filter.priority).map((priority) => ({
        key: priority,
        label: PRIORITY[priority],
        priority,
        filter: { ...filter, priority: [priority] },
      }));
    case 'assignee': {
      const own = members.filter(({ userId }) => userId === me);
      const others = members.filter(({ userId }) => userId !== me).toSorted(byName);
      const chosen = filter.assignee === 'me' ? me : filter.assignee;
      return [...own, ...others, { userId: NONE, name: NOTHING.assignee }]
        .filter(({ userId }) => !chosen || userId === chosen)
        .map(({ userId, name }) => ({
          key: userId,
          label: name,
          assigneeId: userId,
          filter: { ...filter, assignee: userId },
        }));
    }
    case 'project':
      return [...projects.toSorted(byName), { id: NONE, name: NOTHING.project }]
        .filter(({ id }) => !filter.project || id === filter.project)
        .map(({ id, name }) => ({ key: id, label: name, filter: { ...filter, project: id } }));
    case 'due':
      return dueGroups(filter, now);
    default:
      return [{ key: 'all', filter }];
  }
}

/** What is open by the day it is due, and behind it what is done: that isn't due any more. */
function dueGroups(filter: TaskFilter, now: number): TaskGroup[] {
  const statuses = shownStatuses(filter);
  const open = { ...filter, status: within(OPEN, statuses) };
  const starts = [undefined, minuteOf(now), startOfDay(1, now), startOfDay(2, now), startOfDay(7, now)];
  const byDay = Object.entries(DUE_GROUPS).map(([key, label], index) => ({
    key,
    label,
    filter: {
      ...open,
      dueAfter: latest(filter.dueAfter, starts[index]),
      dueBefore: earliest(filter.dueBefore, starts[index + 1]),
    },
  }));
  const isOpenShown = open.status.length > 0;
  return [
    ...(isOpenShown && filter.due !== NONE ? byDay : []),
    ...(isOpenShown && (!filter.due || filter.due === NONE)
      ? [{ key: NONE, label: DUE.none, filter: { ...open, due: NONE as 'none' } }]
      : []),
    ...(statuses.includes('COMPLETED')
      ? [
          {
            key: 'COMPLETED',
            label: STATUS.COMPLETED,
            status: 'COMPLETED' as const,
            filter: { ...filter, status: ['COMPLETED' as const] },
          },
        ]
      : []),
  ];
}

const byName = (a: { name: string }, b: { name: string }): number => a.name.localeCompare(b.name);

const within = <T>(all: T[], chosen: T[] = all): T[] => all.filter((one) => chosen.includes(one));

const shownStatuses = (filter: TaskFilter): TaskStatus[] =>
  within(STATUSES, statusesOf(filter)).filter((status) => !filter.notStatus?.includes(status));
