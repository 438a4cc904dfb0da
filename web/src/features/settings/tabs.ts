import { SETTINGS_TABS } from '../../texts/shell.ts';
import type { Tab } from '../../ui/tab.ts';

export const ORGANIZATION_TABS: Tab[] = [
  { to: '/settings/organization', label: SETTINGS_TABS.general, permission: 'organization:read' },
  { to: '/settings/members', label: SETTINGS_TABS.members, permission: 'member:read' },
  { to: '/settings/labels', label: SETTINGS_TABS.labels, permission: 'task:update-any' },
  { to: '/settings/domains', label: SETTINGS_TABS.domains, permission: 'organization:manage' },
  { to: '/settings/usage', label: SETTINGS_TABS.usage, permission: 'organization:read' },
  { to: '/settings/webhooks', label: SETTINGS_TABS.webhooks, permission: 'webhook:manage' },
  { to: '/settings/all-api-tokens', label: SETTINGS_TABS.allApiTokens, permission: 'token:manage' },
  { to: '/settings/danger', label: SETTINGS_TABS.danger },
];

export const ACCOUNT_TABS: Tab[] = [
  { to: '/settings/profile', label: SETTINGS_TABS.profile },
  { to: '/settings/security', label: SETTINGS_TABS.security },
  { to: '/settings/sessions', label: SETTINGS_TABS.sessions },
  { to: '/settings/notifications', label: SETTINGS_TABS.notifications, permission: 'notification:manage' },
  { to: '/settings/calendars', label: SETTINGS_TABS.calendars, permission: 'account:manage' },
  { to: '/settings/api-tokens', label: SETTINGS_TABS.apiTokens },
];
