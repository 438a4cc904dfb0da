import { addDays, LocalCalendar } from '../common/calendar.js';
import { isTimeZone } from '../common/time-zone.js';
import { systemIn } from '../context/principal.js';
import { RequestContext } from '../context/request-context.js';
import { AnalyticsAdminService } from '../modules/admin/analytics-admin.service.js';
import type { OrganizationFiguresDto } from '../modules/admin/dto/analytics-admin.dto.js';
import { OrganizationsService } from '../modules/organizations/organizations.service.js';
import { AnalyticsService } from '../modules/analytics/analytics.service.js';
import type { ComparedShareDto, DurationsDto, ShareDto } from '../modules/analytics/dto/figures.dto.js';
import {
  type Command,
  type CommandApplication,
  type CommandContext,
  required,
  UsageError,
} from './command.js';
import { textTable } from './text-table.js';

const MAX_DAYS = 366;
/** More than these are not printed by the day. */
const MOST_DAYS = 31;
const MOST_PEOPLE = 100;
const MOST_ORGANIZATIONS = 50;

export const analytics: Command = {
  summary: "print an organization's figures, or without a slug how much each organization is used",
  usage: '[--slug SLUG] [--days N] [--time-zone ZONE] [--json]',
  options: {
    slug: { type: 'string' },
    days: { type: 'string', default: '30' },
    'time-zone': { type: 'string', default: 'UTC' },
    json: { type: 'boolean', default: false },
  },
  run: async ({ options, application }) => {
    const days = /^\d{1,3}$/.test(String(options['days'])) ? Number(options['days']) : 0;
    if (days < 1 || days > MAX_DAYS)
      throw new UsageError(`--days must be a whole number from 1 to ${MAX_DAYS}`);
    const timeZone = options['time-zone'];
    if (!isTimeZone(timeZone))
      throw new UsageError('--time-zone must be an IANA time zone, such as Europe/Zurich');
    const slug = options['slug'] === undefined ? undefined : required(options, 'slug');
    const app = await application();
    if (slug === undefined) {
      const organizations = await readAll(app, days);
      print(options, organizations, () => describeAll(organizations, days));
    } else {
      const figures = await readOne(app, slug, days, timeZone);
      print(options, figures, () => describeOne(figures));
    }
    return true;
  },
};

function print(options: CommandContext['options'], value: object, lines: () => string[]): void {
  console.log(options['json'] ? JSON.stringify(value, null, 2) : lines().join('\n'));
}

async function readAll(
  { get, asOperator }: CommandApplication,
  days: number,
): Promise<OrganizationFiguresDto[]> {
  const all: OrganizationFiguresDto[] = [];
  for (let page = 1; ; page++) {
    const query = { page, limit: MOST_ORGANIZATIONS, days };
    const { data, total } = await asOperator(() => get(AnalyticsAdminService).list(query));
    all.push(...data);
    if (page * MOST_ORGANIZATIONS >= total) return all;
  }
}

async function readOne(
  { get, asOperator }: CommandApplication,
  slug: string,
  days: number,
  timeZone: string,
) {
  const { id, name, plan } = await asOperator(() => get(OrganizationsService).getBySlug(slug));
  const service = get(AnalyticsService);
  const to = new LocalCalendar(timeZone).dateAt(new Date());
  const trend = {
    from: addDays(to, 1 - days),
    to,
    interval: days > MOST_DAYS ? ('week' as const) : ('day' as const),
    timeZone,
  };
  return get(RequestContext).run({ principal: systemIn(id) }, async () => ({
    organization: { id, slug, name, plan },
    statistics: await service.statistics(),
    performance: await service.performance({ days }),
    completionTimes: await service.completionTimes({ days }),
    overdue: await service.overdue(),
    people: await service.people({ days, page: 1, limit: MOST_PEOPLE }),
    trend: await service.trend(trend),
  }));
}

type Figures = Awaited<ReturnType<typeof readOne>>;

function describeOne(figures: Figures): string[] {
  const { organization, statistics, performance, completionTimes, overdue, people, trend } = figures;
  const { days } = performance;
  const times = Object.entries(completionTimes.byPriority).filter(([, { count }]) => count > 0);
  return [
    `${organization.name} (${organization.slug}, ${organization.plan})`,
    '',
    `${statistics.total} tasks: ${statistics.open} open, ${statistics.unassigned} of them unassigned, ` +
      `${statistics.overdue} overdue, ${statistics.dueSoon} due within 7 days`,
    '',
    ...textTable(['status', 'tasks', 'percent'], sharesOf(statistics.byStatus)),
    '',
    ...textTable(['priority', 'tasks', 'percent'], sharesOf(statistics.byPriority)),
    '',
    ...textTable(
      [`last ${days} days`, 'current', 'previous', 'change %'],
      [
        ['tasks completed', ...compared(performance.throughput)],
        ['tasks created', ...compared(performance.created)],
        ['% of the created completed', ...compared(performance.completionRate)],
        ['% of the open overdue', ...compared(performance.overdueShare)],
      ],
    ),
    '',
    ...textTable(
      ['hours to completion', 'tasks', 'average', 'median', '90 %'],
      [
        ['all', ...durations(completionTimes)],
        ...times.map(([priority, ofPriority]) => [priority, ...durations(ofPriority)]),
      ],
    ),
    '',
    ...textTable(
      ['overdue since', 'tasks'],
      [
        ['less than a day', overdue.byAge.underOneDay],
        ['1 to 7 days', overdue.byAge.oneToSevenDays],
        ['7 to 30 days', overdue.byAge.sevenToThirtyDays],
        ['more than 30 days', overdue.byAge.overThirtyDays],
      ],
    ),
    '',
    ...textTable(
      ['person', 'assigned', 'open', 'overdue', 'completed', 'median hours'],
      people.data.map(({ name, userId, assigned, open, overdue: late, completed, medianCompletionHours }) => [
        name ?? userId,
        assigned,
        open,
        late,
        completed,
        medianCompletionHours,
      ]),
    ),
    ...(people.total > people.data.length ? [`and ${people.total - people.data.length} more`] : []),
    '',
    ...textTable(
      [`${trend.interval} (${trend.timeZone})`, 'created', 'completed'],
      trend.data.map(({ start, created, completed }) => [start, created, completed]),
    ),
  ];
}

const sharesOf = (shares: object): (string | number)[][] =>
  Object.entries(shares as Record<string, ShareDto>).map(([name, { count, percentage }]) => [
    name,
    count,
    percentage,
  ]);

const compared = ({ current, previous, changePercent }: ComparedShareDto) => [
  current,
  previous,
  changePercent,
];

const durations = ({ count, averageHours, medianHours, p90Hours }: DurationsDto) => [
  count,
  averageHours,
  medianHours,
  p90Hours,
];

function describeAll(organizations: OrganizationFiguresDto[], days: number): string[] {
  const rows = organizations.map(({ slug, plan, figures }) => [
    slug,
    plan,
    figures?.members ?? null,
    figures?.tasks ?? null,
    figures ? figures.tasks - figures.byStatus.COMPLETED : null,
    figures?.created ?? null,
    figures?.completed ?? null,
  ]);
  const names = ['organization', 'plan', 'members', 'tasks', 'open', 'created', 'completed'];
  return [...textTable(names, rows), `created and completed: in the last ${days} days`];
}
