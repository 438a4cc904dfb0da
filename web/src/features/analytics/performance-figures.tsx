import { Link } from '@tanstack/react-router';
import type { components } from '@taskflow/client';
import { PERFORMANCE } from '../../texts/analytics.ts';
import { formatNumber, formatPercent } from '../../ui/format.ts';
import type { TaskSearch } from '../tasks/search.ts';
import { beginOf, type Days } from './period.ts';
import css from './analytics.module.css';

type Performance = components['schemas']['PerformanceDto'];

/** The period against the one before. */
export function PerformanceFigures({ performance, days }: { performance: Performance; days: Days }) {
  const { throughput, created, completionRate, overdueShare } = performance;
  const since = beginOf(days);
  return (
    <ul className={css['figures']}>
      <Figure
        label={PERFORMANCE.completed}
        search={{ completedAfter: since, sort: '-updatedAt' }}
        compared={throughput}
        format={formatNumber}
      />
      <Figure
        label={PERFORMANCE.created}
        search={{ createdAfter: since }}
        compared={created}
        format={formatNumber}
      />
      <Figure
        label={PERFORMANCE.completedOfCreated}
        search={{ createdAfter: since, status: ['COMPLETED'] }}
        compared={completionRate}
        format={formatPercent}
      />
      <Figure
        label={PERFORMANCE.overdueOfOpen}
        search={{ due: 'overdue' }}
        compared={overdueShare}
        format={formatPercent}
      />
    </ul>
  );
}

function Figure({
  label,
  search,
  compared: { current, previous },
  format,
}: {
  label: string;
  search: TaskSearch;
  compared: { current: number | null; previous: number | null };
  format: (value: number) => string;
}) {
  const change = current === null || previous === null ? 0 : current - previous;
  return (
    <li>
      <Link to="/tasks" search={search}>
        <span className={css['name']}>{label}</span>
        <strong>{current === null ? '–' : format(current)}</strong>
        <span className={css['before']}>
          {change > 0 ? '↑ ' : change < 0 ? '↓ ' : ''}
          {previous === null ? PERFORMANCE.noneBefore : PERFORMANCE.before(format(previous))}
        </span>
      </Link>
    </li>
  );
}
