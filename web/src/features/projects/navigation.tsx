import { CubeIcon } from '@radix-ui/react-icons';
import { NAVIGATION } from '../../texts/shell.ts';
import type { NavigationEntry } from '../../ui/navigation.ts';

export const projectNavigation: NavigationEntry[] = [
  {
    to: '/projects',
    label: NAVIGATION.projects,
    sign: <CubeIcon />,
    keys: 'g p',
    permission: 'project:read',
  },
];
