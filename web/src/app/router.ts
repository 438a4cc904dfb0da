import { createRouter } from '@tanstack/react-router';
import { inboxRoutes } from '../features/inbox/routes.ts';
import { platformRoutes } from '../features/platform/routes.ts';
import { sessionRoutes } from '../features/session/routes.ts';
import { settingsRoutes } from '../features/settings/routes.ts';
import { taskRoutes } from '../features/tasks/routes.ts';
import { root, shell } from '../ui/base-routes.ts';
import { Shell } from './shell.tsx';

shell.update({ component: Shell });

export const router = createRouter({
  routeTree: root.addChildren([
    ...sessionRoutes,
    shell.addChildren([...taskRoutes, ...inboxRoutes, ...settingsRoutes, ...platformRoutes]),
  ]),
  basepath: import.meta.env.BASE_URL,
  defaultPreload: 'intent',
  scrollRestoration: false,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
