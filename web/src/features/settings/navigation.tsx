import { GearIcon, LockClosedIcon, PersonIcon } from '@radix-ui/react-icons';
import { NAVIGATION } from '../../texts/shell.ts';
import type { NavigationEntry } from '../../ui/navigation.ts';
import { ACCOUNT_TABS, ORGANIZATION_TABS } from './tabs.ts';

/** Members have an entry of their own. */
const ofOrganization = ORGANIZATION_TABS.map(({ to }) => to).filter((to) => to !== '/settings/members');

export const settingsNavigation: NavigationEntry[] = [
  {
    to: '/settings/organization',
    label: NAVIGATION.organization,
    within: ofOrganization,
    sign: <GearIcon />,
    keys: 'g o',
    permission: 'organization:read',
  },
  {
    to: '/settings/members',
    label: NAVIGATION.members,
    sign: <PersonIcon />,
    keys: 'g u',
    permission: 'member:read',
  },
  {
    to: '/settings/profile',
    label: NAVIGATION.account,
    within: ACCOUNT_TABS.map(({ to }) => to),
    sign: <LockClosedIcon />,
    keys: 'g s',
  },
];
