import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shell } from '../../ui/base-routes.ts';

export const settingsRoutes = [
  createRoute({
    getParentRoute: () => shell,
    path: '/settings/members',
    component: lazyRouteComponent(() => import('./members-page.tsx'), 'MembersPage'),
  }),
  createRoute({
    getParentRoute: () => shell,
    path: '/settings/sessions',
    component: lazyRouteComponent(() => import('./sessions-page.tsx'), 'SessionsPage'),
  }),
] as const;
