import type { Tab } from '../../ui/tab.ts';

export const ORGANIZATION_TABS: Tab[] = [
  { to: '/settings/organization', label: 'General', permission: 'organization:read' },
  { to: '/settings/members', label: 'Members', permission: 'member:read' },
  { to: '/settings/labels', label: 'Labels', permission: 'task:update-any' },
  { to: '/settings/domains', label: 'Domains', permission: 'organization:manage' },
  { to: '/settings/usage', label: 'Plan and usage', permission: 'organization:read' },
  { to: '/settings/webhooks', label: 'Webhooks', permission: 'webhook:manage' },
  { to: '/settings/all-api-tokens', label: 'API tokens', permission: 'token:manage' },
  { to: '/settings/danger', label: 'Danger zone' },
];

export const ACCOUNT_TABS: Tab[] = [
  { to: '/settings/profile', label: 'Profile' },
  { to: '/settings/security', label: 'Password and second factor' },
  { to: '/settings/sessions', label: 'Sessions' },
  { to: '/settings/notifications', label: 'Notifications', permission: 'notification:manage' },
  { to: '/settings/api-tokens', label: 'My API tokens' },
];
