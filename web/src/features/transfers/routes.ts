import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { isId } from '../../api/id.ts';
import { shell } from '../../ui/base-routes.ts';
import { readSearch } from '../tasks/search.ts';

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
      isId(raw['import']) ? { import: raw['import'] } : {},
    component: lazyRouteComponent(() => import('./imports-page.tsx'), 'ImportsPage'),
  }),
] as const;
