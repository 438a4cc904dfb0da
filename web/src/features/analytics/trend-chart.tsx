import { Link } from '@tanstack/react-router';
import type { components } from '@taskflow/client';
import { TREND } from '../../texts/analytics.ts';
import { formatNumber } from '../../ui/format.ts';
import css from './analytics.module.css';

type Trend = components['schemas']['TrendDto'];

/** Created and completed side by side; each column leads to the tasks that were created in it. */
export function TrendChart({ trend }: { trend: Trend }) {
  const most = Math.max(1, ...trend.data.map(({ created, completed }) => Math.max(created, completed)));
  const label = labelOf(trend.interval);
  // One has the room of so many columns.
  const every = Math.ceil(trend.data.length / 8);
  return (
    <>
      <div className={css['legend']} aria-hidden>
        <span data-kind="created">{TREND.created}</span>
        <span data-kind="completed">{TREND.completed}</span>
        <span className={css['most']}>{TREND.upTo(formatNumber(most))}</span>
      </div>
      <ol className={css['trend']}>
        {trend.data.map(({ start, startsAt, created, completed }, index) => {
          const name = TREND.column(label(start), formatNumber(created), formatNumber(completed));
          return (
            <li key={start}>
              <Link
                to="/tasks"
                search={{ createdAfter: startsAt, createdBefore: trend.data[index + 1]?.startsAt }}
                aria-label={name}
                title={name}
              >
                <span data-kind="created" style={{ height: `${(created / most) * 100}%` }} />
                <span data-kind="completed" style={{ height: `${(completed / most) * 100}%` }} />
              </Link>
              <small aria-hidden>
                {index % every === 0 && index + every <= trend.data.length && label(start)}
              </small>
            </li>
          );
        })}
      </ol>
    </>
  );
}

/** The days are dates already: no time zone may move them. */
function labelOf(interval: Trend['interval']): (start: string) => string {
  const format = new Intl.DateTimeFormat(
    undefined,
    interval === 'month'
      ? { month: 'short', year: '2-digit', timeZone: 'UTC' }
      : { day: 'numeric', month: 'short', timeZone: 'UTC' },
  );
  return (start) => format.format(new Date(start));
}
