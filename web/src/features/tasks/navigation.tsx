import {
  BookmarkIcon,
  ColumnsIcon,
  LockClosedIcon,
  ReaderIcon,
  TargetIcon,
  TrashIcon,
} from '@radix-ui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { PAGES, VIEWS } from '../../texts/tasks.ts';
import type { NavigationEntry, NavigationLink } from '../../ui/navigation.ts';
import { viewsQuery } from './views.ts';

/** The saved views, below the list that they are parts of. */
function useViewLinks(): NavigationLink[] {
  const views = useQuery(viewsQuery).data;
  return useMemo(
    () =>
      (views ?? []).map(({ id, name, isShared }) => ({
        key: id,
        label: name,
        command: VIEWS.open(name),
        sign: <BookmarkIcon />,
        mark: isShared ? undefined : <LockClosedIcon role="img" aria-label={VIEWS.private} />,
      })),
    [views],
  );
}

export const taskNavigation: NavigationEntry[] = [
  {
    to: '/tasks',
    label: PAGES.tasks,
    sign: <ReaderIcon />,
    keys: 'g t',
    links: { use: useViewLinks, parameter: 'view', more: VIEWS.others, fewer: VIEWS.fewer },
  },
  { to: '/board', label: PAGES.board, sign: <ColumnsIcon />, keys: 'g b' },
  { to: '/my-work', label: PAGES.myWork, sign: <TargetIcon />, keys: 'g m' },
];

export const trashNavigation: NavigationEntry[] = [
  { to: '/trash', label: PAGES.trash, sign: <TrashIcon />, keys: 'g x', permission: 'task:delete' },
];
