import { GearIcon, LockClosedIcon, PersonIcon } from '@radix-ui/react-icons';
import type { NavigationEntry } from '../../ui/navigation.ts';

export const settingsNavigation: NavigationEntry[] = [
  {
    to: '/settings/organization',
    label: 'Organization',
    sign: <GearIcon />,
    keys: 'g o',
    permission: 'organization:read',
  },
  {
    to: '/settings/members',
    label: 'Members',
    sign: <PersonIcon />,
    keys: 'g u',
    permission: 'member:read',
  },
  { to: '/settings/profile', label: 'My account', sign: <LockClosedIcon />, keys: 'g s' },
];
