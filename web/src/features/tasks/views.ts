import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, read } from '../../api/client.ts';
import { readAll, useMay } from '../../api/organization.ts';
import { queries } from '../../api/queries.ts';
import { getSession } from '../../api/session.ts';
import { filterOf, type TaskFilter, type TaskSearch } from './search.ts';
import { fromView, isAsSaved, type View } from './view-filter.ts';

/** Milliseconds after which the views are asked for again: the log of changes, which is followed, doesn't have them. */
const REFRESH = 15_000;

/** The shared views and one's own, by name. */
export const viewsQuery = queryOptions({
  queryKey: ['views'],
  queryFn: ({ signal }) =>
    readAll<View>((page) => read(api.GET('/views', { params: { query: { page, limit: 100 } }, signal }))),
  staleTime: 0,
  refetchInterval: REFRESH,
});

/** Shows a view as it is now, before the list of views is asked for again. */
export function showView(view: View): void {
  queries.setQueryData(viewsQuery.queryKey, (views = []) =>
    [...views.filter(({ id }) => id !== view.id), view].toSorted((a, b) => a.name.localeCompare(b.name)),
  );
  void queries.invalidateQueries({ queryKey: viewsQuery.queryKey });
}

export function hideView(id: string): void {
  queries.setQueryData(viewsQuery.queryKey, (views) => views?.filter((view) => view.id !== id));
}

export interface ShownList {
  /** What is listed. */
  filter: TaskFilter;
  /** The id of the view in the address, and the view once it is known. */
  viewId?: string;
  view?: View;
  /** Whether the list differs from the view. */
  isChanged: boolean;
  /** Whether it is known what is listed: without the view that the address names, it isn't. */
  isKnown: boolean;
  /** There is no such view, or another member keeps it private. */
  isMissing: boolean;
  error?: Error;
  retry: () => void;
}

/** What an address lists: the view that it names, as it was saved or with what the address says instead. */
export function useShownList(search: TaskSearch): ShownList {
  const { view: viewId } = search;
  const views = useQuery({ ...viewsQuery, enabled: viewId !== undefined });
  const own = filterOf(search);
  const view = views.data?.find(({ id }) => id === viewId);
  const isAddressed = viewId === undefined || Object.keys(own).length > 0;
  const isRead = views.data !== undefined;
  return {
    filter: isAddressed || !view ? own : fromView(view),
    viewId,
    view,
    isChanged: isAddressed && view !== undefined && !isAsSaved(own, view),
    isKnown: isAddressed || view !== undefined,
    isMissing: !isAddressed && isRead && !view,
    error: isAddressed || isRead ? undefined : (views.error ?? undefined),
    retry: () => void views.refetch(),
  };
}

/** What the caller may do with views. */
export function useMayWriteViews() {
  const may = useMay();
  const me = getSession()?.user.id;
  const isMine = ({ authorId }: View): boolean => authorId === me;
  return {
    create: may('view:write'),
    share: may('view:share'),
    change: (view: View): boolean =>
      may('view:write') && (!view.isShared || may('view:share')) && (isMine(view) || may('view:manage-any')),
    /** Only its author makes a shared view private. */
    toggleSharing: (view: View): boolean => isMine(view) && may('view:share'),
  };
}
