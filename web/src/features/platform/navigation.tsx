import { LayersIcon } from '@radix-ui/react-icons';
import { NAVIGATION } from '../../texts/shell.ts';
import type { NavigationEntry } from '../../ui/navigation.ts';

export const platformNavigation: NavigationEntry[] = [
  {
    to: '/platform/organizations',
    label: NAVIGATION.platform,
    within: ['/platform/'],
    sign: <LayersIcon />,
    keys: 'g r',
    isForPlatform: true,
  },
];
