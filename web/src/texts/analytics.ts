import { plural } from './language.ts';

export const PERIODS = { 7: '7 days', 30: '30 days', 90: '90 days', 365: 'A year' } as const;
type Days = keyof typeof PERIODS;

/** The same within a sentence. */
const PERIODS_WITHIN: Record<Days, string> = { 7: '7 days', 30: '30 days', 90: '90 days', 365: 'year' };

export const ANALYTICS = {
  why: 'The figures are shown to those who may read the tasks.',
  period: 'Period',
  allTasks: 'All tasks',
  priorities: 'Priorities',
  zoneOfOrganization: 'As the organization has it',
  zoneOfOrganizationShown: (zone: string) => `As the organization has it (${zone})`,
  pages: 'Pages',
  previousPage: 'Before',
  nextPage: 'After',
  pageOf: (page: number, pages: number) => `${page} of ${pages}`,
} as const;

export const PERFORMANCE = {
  title: 'Performance',
  note: (days: Days) => `The last ${PERIODS_WITHIN[days]} and as many days before`,
  completed: 'Completed',
  created: 'Created',
  completedOfCreated: 'Completed of those created',
  overdueOfOpen: 'Overdue of those open',
  before: (figure: string) => `${figure} in the period before`,
  noneBefore: 'nothing to compare with',
} as const;

export const TREND = {
  title: 'Trend',
  created: 'Created',
  completed: 'Completed',
  upTo: (most: string) => `up to ${most}`,
  column: (start: string, created: string, completed: string) =>
    `${start}: ${created} created, ${completed} completed`,
} as const;

export const OVERDUE = {
  title: 'Overdue',
  unassigned: (count: number) => plural(count, { other: '# of them assigned to nobody' }),
} as const;

export const COMPLETION_TIMES = {
  title: 'Completion times',
  note: (days: Days) => `Of what was completed in the last ${PERIODS_WITHIN[days]}`,
  empty: 'Nothing was completed in this period.',
  sentence: 'Half took less than {median}, nine of ten less than {p90}; {average} on average.',
  atMost: (time: string) => `< ${time}`,
} as const;

export const PROJECT_FIGURES = {
  note: 'Largest first',
  empty: 'No task belongs to a project yet.',
  none: 'Without a project',
  done: (share: string) => `${share} done`,
  doneWithOverdue: (share: string, overdue: string) => `${share} done, ${overdue} overdue`,
} as const;

export const PEOPLE = {
  title: 'People',
  note: (days: Days) => `Completed within the last ${PERIODS_WITHIN[days]}`,
  table: 'Figures of people',
  name: 'Name',
  assigned: 'Assigned',
  open: 'Open',
  overdue: 'Overdue',
  completed: 'Completed',
  median: 'Half took less than',
} as const;
