import { ActivityLogIcon } from '@radix-ui/react-icons';
import type { NavigationEntry } from '../../ui/navigation.ts';

export const activityNavigation: NavigationEntry[] = [
  { to: '/activity', label: 'Activity', sign: <ActivityLogIcon />, keys: 'g l', permission: 'activity:read' },
];
