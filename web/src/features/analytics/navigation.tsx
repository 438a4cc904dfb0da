import { BarChartIcon } from '@radix-ui/react-icons';
import { NAVIGATION } from '../../texts/shell.ts';
import type { NavigationEntry } from '../../ui/navigation.ts';

export const analyticsNavigation: NavigationEntry[] = [
  {
    to: '/analytics',
    label: NAVIGATION.analytics,
    sign: <BarChartIcon />,
    keys: 'g a',
    permission: 'analytics:read',
  },
];
