import { ColumnsIcon, ReaderIcon, TargetIcon, TrashIcon } from '@radix-ui/react-icons';
import type { NavigationEntry } from '../../ui/navigation.ts';

export const taskNavigation: NavigationEntry[] = [
  { to: '/tasks', label: 'Tasks', sign: <ReaderIcon />, keys: 'g t' },
  { to: '/board', label: 'Board', sign: <ColumnsIcon />, keys: 'g b' },
  { to: '/my-work', label: 'My work', sign: <TargetIcon />, keys: 'g m' },
];

export const trashNavigation: NavigationEntry[] = [
  { to: '/trash', label: 'Trash', sign: <TrashIcon />, keys: 'g x', permission: 'task:delete' },
];
