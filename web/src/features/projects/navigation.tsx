import { CubeIcon } from '@radix-ui/react-icons';
import type { NavigationEntry } from '../../ui/navigation.ts';

export const projectNavigation: NavigationEntry[] = [
  { to: '/projects', label: 'Projects', sign: <CubeIcon />, keys: 'g p', permission: 'project:read' },
];
