import { LayersIcon } from '@radix-ui/react-icons';
import type { NavigationEntry } from '../../ui/navigation.ts';

export const platformNavigation: NavigationEntry[] = [
  {
    to: '/platform/organizations',
    label: 'Platform',
    within: ['/platform/'],
    sign: <LayersIcon />,
    keys: 'g l',
    isForPlatform: true,
  },
];
