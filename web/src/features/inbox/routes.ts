import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shell } from '../../ui/base-routes.ts';

export const inboxRoutes = [
  createRoute({
    getParentRoute: () => shell,
    path: '/inbox',
    component: lazyRouteComponent(() => import('./inbox-page.tsx'), 'InboxPage'),
  }),
] as const;
