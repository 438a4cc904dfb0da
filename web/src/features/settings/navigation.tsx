import { LightningBoltIcon, PersonIcon } from '@radix-ui/react-icons';
import type { NavigationEntry } from '../../ui/navigation.ts';

export const settingsNavigation: NavigationEntry[] = [
  {
    to: '/settings/members',
    label: 'Members',
    sign: <PersonIcon />,
    keys: 'g u',
    permission: 'member:read',
  },
  { to: '/settings/sessions', label: 'Sessions', sign: <LightningBoltIcon />, keys: 'g s' },
];
