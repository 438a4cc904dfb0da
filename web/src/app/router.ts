import { createRouter } from '@tanstack/react-router';
import { BASE_PATH } from '../api/url.ts';
import { activityRoutes } from '../features/activity/routes.ts';
import { analyticsRoutes } from '../features/analytics/routes.ts';
import { inboxRoutes } from '../features/inbox/routes.ts';
import { projectRoutes } from '../features/projects/routes.ts';
import { platformRoutes } from '../features/platform/routes.ts';
import { sessionRoutes } from '../features/session/routes.ts';
import { settingsRoutes } from '../features/settings/routes.ts';
import { taskRoutes } from '../features/tasks/routes.ts';
import { transferRoutes } from '../features/transfers/routes.ts';
import { root, shell } from '../ui/base-routes.ts';
import { Shell } from './shell.tsx';

shell.update({ component: Shell });

export const router = createRouter({
  routeTree: root.addChildren([
    ...sessionRoutes,
    shell.addChildren([
      ...taskRoutes,
      ...projectRoutes,
      ...inboxRoutes,
      ...analyticsRoutes,
      ...activityRoutes,
      ...transferRoutes,
      ...settingsRoutes,
      ...platformRoutes,
    ]),
  ]),
  basepath: BASE_PATH,
  defaultPreload: 'intent',
  scrollRestoration: false,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
