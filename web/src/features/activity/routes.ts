import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shell } from '../../ui/base-routes.ts';
import { readActivitySearch } from './search.ts';

export const activityRoutes = [
  createRoute({
    getParentRoute: () => shell,
    path: '/activity',
    validateSearch: readActivitySearch,
    component: lazyRouteComponent(() => import('./activity-page.tsx'), 'ActivityPage'),
  }),
] as const;
