import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shell } from '../../ui/base-routes.ts';

const getParentRoute = () => shell;
const tokens = () => import('./api-tokens-page.tsx');

export const settingsRoutes = [
  createRoute({
    getParentRoute,
    path: '/new-organization',
    component: lazyRouteComponent(() => import('./new-organization-page.tsx'), 'NewOrganizationPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/organization',
    component: lazyRouteComponent(() => import('./organization-page.tsx'), 'OrganizationSettingsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/members',
    component: lazyRouteComponent(() => import('./members-page.tsx'), 'MembersPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/labels',
    component: lazyRouteComponent(() => import('./labels-page.tsx'), 'LabelsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/domains',
    component: lazyRouteComponent(() => import('./domains-page.tsx'), 'DomainsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/usage',
    component: lazyRouteComponent(() => import('./usage-page.tsx'), 'UsagePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/webhooks',
    component: lazyRouteComponent(() => import('./webhooks-page.tsx'), 'WebhooksPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/webhooks/$id',
    component: lazyRouteComponent(() => import('./webhook-page.tsx'), 'WebhookPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/all-api-tokens',
    component: lazyRouteComponent(tokens, 'AllApiTokensPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/danger',
    component: lazyRouteComponent(() => import('./danger-page.tsx'), 'DangerPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/profile',
    component: lazyRouteComponent(() => import('./profile-page.tsx'), 'ProfilePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/security',
    component: lazyRouteComponent(() => import('./security-page.tsx'), 'SecurityPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/sessions',
    component: lazyRouteComponent(() => import('./sessions-page.tsx'), 'SessionsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/notifications',
    component: lazyRouteComponent(() => import('./notifications-page.tsx'), 'NotificationsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/calendars',
    component: lazyRouteComponent(() => import('./calendars-page.tsx'), 'CalendarsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/api-tokens',
    component: lazyRouteComponent(tokens, 'ApiTokensPage'),
  }),
] as const;
