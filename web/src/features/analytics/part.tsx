import { Button } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useId } from 'react';
import { ANALYTICS } from '../../texts/analytics.ts';
import { Failure } from '../../ui/states.tsx';
import css from './analytics.module.css';

/** A part of the page with figures of its own: one that fails leaves the others there. */
export function Part<T>({
  title,
  note,
  query,
  isWide,
  children,
}: {
  title: string;
  note?: ReactNode;
  query: UseQueryResult<T>;
  isWide?: boolean;
  children: (data: T) => ReactNode;
}) {
  const id = useId();
  return (
    <section
      className={css['part']}
      data-wide={isWide || undefined}
      aria-labelledby={id}
      aria-busy={query.isPending}
    >
      <h2 id={id}>{title}</h2>
      {note && <p className={css['note']}>{note}</p>}
      {query.data !== undefined ? (
        children(query.data)
      ) : query.isError ? (
        <Failure error={query.error} reset={() => void query.refetch()} />
      ) : (
        <div className={css['waiting']} />
      )}
    </section>
  );
}

/** Leads through the pages of a table. */
export function Pager({
  page,
  limit,
  total,
  onPage,
}: {
  page: number;
  limit: number;
  total: number;
  onPage: (page: number) => void;
}) {
  const pages = Math.ceil(total / limit);
  if (pages < 2) return null;
  return (
    <nav className={css['pager']} aria-label={ANALYTICS.pages}>
      <Button size="compact-xs" variant="default" disabled={page < 2} onClick={() => onPage(page - 1)}>
        {ANALYTICS.previousPage}
      </Button>
      <span>{ANALYTICS.pageOf(page, pages)}</span>
      <Button size="compact-xs" variant="default" disabled={page >= pages} onClick={() => onPage(page + 1)}>
        {ANALYTICS.nextPage}
      </Button>
    </nav>
  );
}
