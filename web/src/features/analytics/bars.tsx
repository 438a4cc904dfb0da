import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formatNumber } from '../../ui/format.ts';
import type { TaskSearch } from '../tasks/search.ts';
import css from './analytics.module.css';

export interface Bar {
  label: string;
  sign?: ReactNode;
  count: number;
  /** What is said beside the number. */
  extra?: string;
  /** The list of what was counted. */
  search: TaskSearch;
}

/** Counts side by side, each leading to its list. */
export function Bars({ bars }: { bars: Bar[] }) {
  const most = Math.max(1, ...bars.map(({ count }) => count));
  return (
    <ul className={css['bars']}>
      {bars.map(({ label, sign, count, extra, search }) => (
        <li key={label}>
          <Link to="/tasks" search={search}>
            <span className={css['label']}>
              {sign}
              <span>{label}</span>
            </span>
            <span className={css['track']} aria-hidden>
              <span style={{ width: `${(count / most) * 100}%` }} />
            </span>
            <span className={css['count']}>
              {formatNumber(count)}
              {extra && <small> {extra}</small>}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
