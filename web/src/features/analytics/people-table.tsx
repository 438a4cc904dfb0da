import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { PEOPLE } from '../../texts/analytics.ts';
import { NAMES } from '../../texts/common.ts';
import { formatHours, formatNumber } from '../../ui/format.ts';
import { Person } from '../../ui/signs.tsx';
import { Pager, Part } from './part.tsx';
import { beginOf, type Days } from './period.ts';
import { peopleFigures } from './queries.ts';
import css from './analytics.module.css';

/** Tasks per user, for those who may see figures of each. */
export function PeopleTable({ days }: { days: Days }) {
  const [page, setPage] = useState(1);
  const people = useQuery(peopleFigures(days, page));
  return (
    <Part title={PEOPLE.title} note={PEOPLE.note(days)} query={people} isWide>
      {({ data, limit, total }) => (
        <>
          <div className={css['table']} role="region" aria-label={PEOPLE.table} tabIndex={0}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{PEOPLE.name}</th>
                  <th scope="col">{PEOPLE.assigned}</th>
                  <th scope="col">{PEOPLE.open}</th>
                  <th scope="col">{PEOPLE.overdue}</th>
                  <th scope="col">{PEOPLE.completed}</th>
                  <th scope="col">{PEOPLE.median}</th>
                </tr>
              </thead>
              <tbody>
                {data.map(({ userId, name, assigned, open, overdue, completed, medianCompletionHours }) => (
                  <tr key={userId}>
                    <th scope="row">
                      <span className={css['label']}>
                        <Person id={userId} name={name ?? '?'} label={false} />
                        <span>{name ?? NAMES.formerMember}</span>
                      </span>
                    </th>
                    <td>
                      <Link to="/tasks" search={{ assignee: userId }}>
                        {formatNumber(assigned)}
                      </Link>
                    </td>
                    <td>
                      <Link to="/tasks" search={{ assignee: userId, status: ['CREATED', 'IN_PROGRESS'] }}>
                        {formatNumber(open)}
                      </Link>
                    </td>
                    <td data-late={overdue > 0 || undefined}>
                      <Link to="/tasks" search={{ assignee: userId, due: 'overdue' }}>
                        {formatNumber(overdue)}
                      </Link>
                    </td>
                    <td>
                      <Link
                        to="/tasks"
                        search={{ assignee: userId, completedAfter: beginOf(days), sort: '-updatedAt' }}
                      >
                        {formatNumber(completed)}
                      </Link>
                    </td>
                    <td>{medianCompletionHours === null ? '–' : formatHours(medianCompletionHours)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <Pager page={page} limit={limit} total={total} onPage={setPage} />
        </>
      )}
    </Part>
  );
}
