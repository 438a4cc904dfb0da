import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shell } from '../../ui/base-routes.ts';

export const projectRoutes = [
  createRoute({
    getParentRoute: () => shell,
    path: '/projects',
    component: lazyRouteComponent(() => import('./projects-page.tsx'), 'ProjectsPage'),
  }),
] as const;
