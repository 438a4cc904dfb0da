import { ActivityLogIcon } from '@radix-ui/react-icons';
import { NAVIGATION } from '../../texts/shell.ts';
import type { NavigationEntry } from '../../ui/navigation.ts';

export const activityNavigation: NavigationEntry[] = [
  {
    to: '/activity',
    label: NAVIGATION.activity,
    sign: <ActivityLogIcon />,
    keys: 'g l',
    permission: 'activity:read',
  },
];
