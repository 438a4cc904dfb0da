import { BellIcon } from '@radix-ui/react-icons';
import { NAVIGATION } from '../../texts/shell.ts';
import type { NavigationEntry } from '../../ui/navigation.ts';
import { useUnread } from './unread.ts';

export const inboxNavigation: NavigationEntry[] = [
  { to: '/inbox', label: NAVIGATION.inbox, sign: <BellIcon />, keys: 'g i', useCount: useUnread },
];
