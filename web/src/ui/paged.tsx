import { Button } from '@mantine/core';
import { type QueryKey, useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ACTIONS } from '../texts/common.ts';
import { Failure } from './states.tsx';
import css from './sections.module.css';

interface Page<T> {
  data: T[];
  page: number;
  limit: number;
  total: number;
}

/** A list of the API by numbered pages, which grows as it is asked for. */
export function usePaged<T, P extends Page<T>>(
  queryKey: QueryKey,
  readPage: (page: number, signal: AbortSignal) => Promise<P & Page<T>>,
  refetchInterval?: (first: P | undefined) => number | false,
) {
  const query = useInfiniteQuery({
    queryKey,
    initialPageParam: 1,
    queryFn: ({ pageParam, signal }) => readPage(pageParam, signal),
    getNextPageParam: ({ page, limit, total }) => (page * limit < total ? page + 1 : undefined),
    refetchInterval: ({ state: { data } }) => refetchInterval?.(data?.pages[0]) ?? false,
  });
  const pages = query.data?.pages ?? [];
  return {
    query,
    first: pages[0],
    list: pages.flatMap(({ data }) => data) as P['data'],
    total: pages[0]?.total,
  };
}

/** The list of `usePaged`, its failure, and the button for more. */
export function Paged({
  of: { query, list },
  label,
  empty,
  children,
}: {
  of: { query: ReturnType<typeof usePaged>['query']; list: unknown[] };
  label: string;
  empty: ReactNode;
  children: ReactNode;
}) {
  if (query.isError) return <Failure error={query.error} reset={() => void query.refetch()} />;
  if (list.length === 0 && !query.isPending) return empty;
  return (
    <>
      <ul className={css['rows']} aria-busy={query.isPending} aria-label={label}>
        {children}
      </ul>
      {query.hasNextPage && (
        <div className={css['more']}>
          <Button
            variant="default"
            size="compact-sm"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {ACTIONS.showMore}
          </Button>
        </div>
      )}
    </>
  );
}
