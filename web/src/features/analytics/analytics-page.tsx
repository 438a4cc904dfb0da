import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { TaskPriority, TaskStatus } from '../../api/client.ts';
import { useMay } from '../../api/organization.ts';
import { useRefresh } from '../../api/refresh.ts';
import {
  ANALYTICS,
  COMPLETION_TIMES,
  OVERDUE,
  PERFORMANCE,
  PERIODS,
  PROJECT_FIGURES,
  TREND,
} from '../../texts/analytics.ts';
import { FIELDS, PRIORITY, STATUS } from '../../texts/common.ts';
import { NAVIGATION } from '../../texts/shell.ts';
import { fill } from '../../ui/fill.tsx';
import { formatHours, formatNumber, formatPercent } from '../../ui/format.ts';
import { Guarded } from '../../ui/guarded.tsx';
import { TextPage } from '../../ui/page.tsx';
import { PrioritySign, StatusSign } from '../../ui/signs.tsx';
import { Bars } from './bars.tsx';
import { Pager, Part } from './part.tsx';
import { PeopleTable } from './people-table.tsx';
import { PerformanceFigures } from './performance-figures.tsx';
import { beginOf, DEFAULT_DAYS, type Days, type Period } from './period.ts';
import * as queries from './queries.ts';
import { TrendChart } from './trend-chart.tsx';
import css from './analytics.module.css';

const PRIORITIES = (Object.keys(PRIORITY) as TaskPriority[]).toReversed();

export function AnalyticsPage() {
  return (
    <Guarded title={NAVIGATION.analytics} permission="analytics:read" why={ANALYTICS.why}>
      <Figures />
    </Guarded>
  );
}

function Figures() {
  const { days = DEFAULT_DAYS, timeZone } = useSearch({ from: '/shell/analytics' });
  const may = useMay();
  useRefresh(queries.ANALYTICS, ({ data }) => ['task', 'project'].includes(data.subjectType), 3000);
  const statistics = useQuery(queries.statistics);
  const performance = useQuery(queries.performance(days));
  const trend = useQuery(queries.trend(days, timeZone));
  const times = useQuery(queries.completionTimes(days));
  const overdue = useQuery(queries.overdue);
  return (
    <TextPage title={NAVIGATION.analytics} isWide tools={<PeriodPicker days={days} />}>
      <div className={css['parts']}>
        <Part title={PERFORMANCE.title} note={PERFORMANCE.note(days)} query={performance} isWide>
          {(data) => <PerformanceFigures performance={data} days={days} />}
        </Part>
        <Part
          title={TREND.title}
          note={<ZonePicker timeZone={timeZone} shown={trend.data?.timeZone} />}
          query={trend}
          isWide
        >
          {(data) => <TrendChart trend={data} />}
        </Part>
        <Part title={FIELDS.status} note={ANALYTICS.allTasks} query={statistics}>
          {({ byStatus }) => (
            <Bars
              bars={(Object.keys(STATUS) as TaskStatus[]).map((status) => ({
                label: STATUS[status],
                sign: <StatusSign status={status} label={false} />,
                count: byStatus[status].count,
                extra: formatPercent(byStatus[status].percentage),
                search: { status: [status] },
              }))}
            />
          )}
        </Part>
        <Part title={ANALYTICS.priorities} note={ANALYTICS.allTasks} query={statistics}>
          {({ byPriority }) => (
            <Bars
              bars={PRIORITIES.map((priority) => ({
                label: PRIORITY[priority],
                sign: <PrioritySign priority={priority} label={false} />,
                count: byPriority[priority].count,
                extra: formatPercent(byPriority[priority].percentage),
                search: { priority: [priority] },
              }))}
            />
          )}
        </Part>
        <Part
          title={OVERDUE.title}
          note={
            overdue.data && (
              <Link to="/tasks" search={{ due: 'overdue', assignee: 'none' }}>
                {OVERDUE.unassigned(overdue.data.unassigned)}
              </Link>
            )
          }
          query={overdue}
        >
          {({ byPriority }) => (
            <Bars
              bars={PRIORITIES.map((priority) => ({
                label: PRIORITY[priority],
                sign: <PrioritySign priority={priority} label={false} />,
                count: byPriority[priority],
                search: { due: 'overdue' as const, priority: [priority] },
              }))}
            />
          )}
        </Part>
        <Part title={COMPLETION_TIMES.title} note={COMPLETION_TIMES.note(days)} query={times}>
          {({ count, averageHours, medianHours, p90Hours, byPriority }) =>
            count === 0 || averageHours === null || medianHours === null || p90Hours === null ? (
              <p className={css['nothing']}>{COMPLETION_TIMES.empty}</p>
            ) : (
              <>
                <p className={css['sentence']}>
                  {fill(COMPLETION_TIMES.sentence, {
                    median: <strong>{formatHours(medianHours)}</strong>,
                    p90: <strong>{formatHours(p90Hours)}</strong>,
                    average: <strong>{formatHours(averageHours)}</strong>,
                  })}
                </p>
                <Bars
                  bars={PRIORITIES.map((priority) => {
                    const { count: each, medianHours: median } = byPriority[priority];
                    return {
                      label: PRIORITY[priority],
                      sign: <PrioritySign priority={priority} label={false} />,
                      count: each,
                      extra: median === null ? undefined : COMPLETION_TIMES.atMost(formatHours(median)),
                      search: {
                        priority: [priority],
                        completedAfter: beginOf(days),
                        sort: '-updatedAt' as const,
                      },
                    };
                  })}
                />
              </>
            )
          }
        </Part>
        <Projects />
        {may('analytics:people') && <PeopleTable key={days} days={days} />}
      </div>
    </TextPage>
  );
}

function Projects() {
  const [page, setPage] = useState(1);
  const projects = useQuery(queries.projectFigures(page));
  return (
    <Part title={NAVIGATION.projects} note={PROJECT_FIGURES.note} query={projects} isWide>
      {({ data, limit, total }) =>
        data.length === 0 ? (
          <p className={css['nothing']}>{PROJECT_FIGURES.empty}</p>
        ) : (
          <>
            <Bars
              bars={data.map(({ projectId, name, total: count, completedPercent, overdue }) => ({
                label: name ?? PROJECT_FIGURES.none,
                count,
                extra:
                  overdue > 0
                    ? PROJECT_FIGURES.doneWithOverdue(formatPercent(completedPercent), formatNumber(overdue))
                    : PROJECT_FIGURES.done(formatPercent(completedPercent)),
                search: { project: projectId ?? 'none' },
              }))}
            />
            <Pager page={page} limit={limit} total={total} onPage={setPage} />
          </>
        )
      }
    </Part>
  );
}

function PeriodPicker({ days }: { days: Days }) {
  const navigate = useNavigate();
  return (
    <NativeSelect
      size="xs"
      aria-label={ANALYTICS.period}
      value={days}
      data={Object.entries(PERIODS).map(([value, label]) => ({ value, label }))}
      onChange={({ currentTarget }) =>
        void navigate({
          to: '/analytics',
          search: (before: Period) => ({ ...before, days: Number(currentTarget.value) as Days }),
          replace: true,
        })
      }
    />
  );
}

/** Where days begin and end. */
function ZonePicker({ timeZone, shown }: { timeZone?: string; shown?: string }) {
  const navigate = useNavigate();
  const zones = useMemo(() => ['UTC', ...Intl.supportedValuesOf('timeZone')], []);
  const ofOrganization =
    timeZone === undefined && shown ? ANALYTICS.zoneOfOrganizationShown(shown) : ANALYTICS.zoneOfOrganization;
  return (
    <NativeSelect
      size="xs"
      w={280}
      maw="100%"
      aria-label={FIELDS.timeZone}
      value={timeZone ?? ''}
      data={[{ value: '', label: ofOrganization }, ...zones]}
      onChange={({ currentTarget }) =>
        void navigate({
          to: '/analytics',
          search: (before: Period) => ({ ...before, timeZone: currentTarget.value || undefined }),
          replace: true,
        })
      }
    />
  );
}
