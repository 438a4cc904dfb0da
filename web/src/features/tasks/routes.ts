import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { shell } from '../../ui/base-routes.ts';
import { readSearch } from './search.ts';

const pages = () => import('./tasks-page.tsx');

export const taskRoutes = [
  createRoute({
    getParentRoute: () => shell,
    path: '/',
    beforeLoad: () => {
      throw redirect({ to: '/tasks', replace: true });
    },
  }),
  createRoute({
    getParentRoute: () => shell,
    path: '/tasks',
    validateSearch: readSearch,
    component: lazyRouteComponent(pages, 'TasksPage'),
  }),
  createRoute({
    getParentRoute: () => shell,
    path: '/board',
    validateSearch: readSearch,
    component: lazyRouteComponent(() => import('./board-page.tsx'), 'BoardPage'),
  }),
  createRoute({
    getParentRoute: () => shell,
    path: '/my-work',
    validateSearch: readSearch,
    component: lazyRouteComponent(pages, 'MyWorkPage'),
  }),
  createRoute({
    getParentRoute: () => shell,
    path: '/trash',
    component: lazyRouteComponent(() => import('./trash-page.tsx'), 'TrashPage'),
  }),
] as const;
