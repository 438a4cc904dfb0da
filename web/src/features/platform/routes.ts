import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shell } from '../../ui/base-routes.ts';

const getParentRoute = () => shell;

export const platformRoutes = [
  createRoute({
    getParentRoute,
    path: '/platform/organizations',
    component: lazyRouteComponent(() => import('./organizations-page.tsx'), 'OrganizationsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/platform/organizations/$id',
    component: lazyRouteComponent(() => import('./organization-page.tsx'), 'OrganizationPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/platform/users',
    component: lazyRouteComponent(() => import('./users-page.tsx'), 'UsersPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/platform/migrations',
    component: lazyRouteComponent(() => import('./migrations-page.tsx'), 'MigrationsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/platform/audit',
    component: lazyRouteComponent(() => import('./audit-page.tsx'), 'AuditPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/platform/figures',
    component: lazyRouteComponent(() => import('./figures-page.tsx'), 'FiguresPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/platform/mails',
    component: lazyRouteComponent(() => import('./mails-page.tsx'), 'MailsPage'),
  }),
] as const;
