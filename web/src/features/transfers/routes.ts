import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shell } from '../../ui/base-routes.ts';
import { readSearch } from '../tasks/search.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const transferRoutes = [
  createRoute({
    getParentRoute: () => shell,
    path: '/exports',
    validateSearch: readSearch,
    component: lazyRouteComponent(() => import('./exports-page.tsx'), 'ExportsPage'),
  }),
  createRoute({
    getParentRoute: () => shell,
    path: '/imports',
    /** The import whose refused rows are shown. */
    validateSearch: (raw: Record<string, unknown>): { import?: string } =>
      UUID.test(String(raw['import'])) ? { import: String(raw['import']) } : {},
    component: lazyRouteComponent(() => import('./imports-page.tsx'), 'ImportsPage'),
  }),
] as const;
