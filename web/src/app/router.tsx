import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { readSearch } from '../features/tasks/search.ts';
import { Shell } from './shell.tsx';
import { Failure, NotFound } from './states.tsx';

const root = createRootRoute({ component: Outlet, errorComponent: Failure, notFoundComponent: NotFound });

/** Addresses that a sign-in may lead on to: of this console only. */
const isOwnAddress = (next: unknown): next is string =>
  typeof next === 'string' && /^\/[a-z][a-z-]*([/?#]|$)/.test(next);

const session = () => import('../features/session/index.ts');
const publicPages = [
  createRoute({
    getParentRoute: () => root,
    path: '/sign-in',
    validateSearch: ({ next }: Record<string, unknown>): { next?: string } =>
      isOwnAddress(next) ? { next } : {},
    component: lazyRouteComponent(session, 'SignIn'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/sign-up',
    component: lazyRouteComponent(session, 'SignUp'),
  }),
  createRoute({ getParentRoute: () => root, path: '/join', component: lazyRouteComponent(session, 'Join') }),
  createRoute({
    getParentRoute: () => root,
    path: '/forgot-password',
    component: lazyRouteComponent(session, 'ForgotPassword'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/reset-password',
    component: lazyRouteComponent(session, 'ResetPassword'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/confirm-email',
    component: lazyRouteComponent(session, 'ConfirmEmail'),
  }),
] as const;

const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell });
const tasks = () => import('../features/tasks/tasks-page.tsx');
const settings = () => import('../features/settings/index.ts');

const pages = [
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
    component: lazyRouteComponent(tasks, 'TasksPage'),
  }),
  createRoute({
    getParentRoute: () => shell,
    path: '/board',
    validateSearch: readSearch,
    component: lazyRouteComponent(() => import('../features/tasks/board-page.tsx'), 'BoardPage'),
  }),
  createRoute({
    getParentRoute: () => shell,
    path: '/my-work',
    validateSearch: readSearch,
    component: lazyRouteComponent(tasks, 'MyWorkPage'),
  }),
  createRoute({
    getParentRoute: () => shell,
    path: '/inbox',
    component: lazyRouteComponent(() => import('../features/inbox-page.tsx'), 'InboxPage'),
  }),
  createRoute({
    getParentRoute: () => shell,
    path: '/settings/members',
    component: lazyRouteComponent(settings, 'MembersPage'),
  }),
  createRoute({
    getParentRoute: () => shell,
    path: '/settings/sessions',
    component: lazyRouteComponent(settings, 'SessionsPage'),
  }),
] as const;

export const router = createRouter({
  routeTree: root.addChildren([...publicPages, shell.addChildren([...pages])]),
  basepath: import.meta.env.BASE_URL,
  defaultPreload: 'intent',
  scrollRestoration: false,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
