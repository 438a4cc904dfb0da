import { BellIcon } from '@radix-ui/react-icons';
import type { NavigationEntry } from '../../ui/navigation.ts';
import { useUnread } from './unread.ts';

export const inboxNavigation: NavigationEntry[] = [
  { to: '/inbox', label: 'Inbox', sign: <BellIcon />, keys: 'g i', useCount: useUnread },
];
