import { BarChartIcon } from '@radix-ui/react-icons';
import type { NavigationEntry } from '../../ui/navigation.ts';

export const analyticsNavigation: NavigationEntry[] = [
  { to: '/analytics', label: 'Analytics', sign: <BarChartIcon />, keys: 'g a', permission: 'analytics:read' },
];
