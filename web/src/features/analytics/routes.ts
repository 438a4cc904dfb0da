import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shell } from '../../ui/base-routes.ts';
import { readPeriod } from './period.ts';

export const analyticsRoutes = [
  createRoute({
    getParentRoute: () => shell,
    path: '/analytics',
    validateSearch: readPeriod,
    component: lazyRouteComponent(() => import('./analytics-page.tsx'), 'AnalyticsPage'),
  }),
] as const;
