import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root } from '../../ui/base-routes.ts';

const pages = () => import('./index.ts');

/** Addresses that a sign-in may lead on to: of this console only. */
const isOwnAddress = (next: unknown): next is string =>
  typeof next === 'string' && /^\/[a-z][a-z-]*([/?#]|$)/.test(next);

export const sessionRoutes = [
  createRoute({
    getParentRoute: () => root,
    path: '/sign-in',
    validateSearch: ({ next }: Record<string, unknown>): { next?: string } =>
      isOwnAddress(next) ? { next } : {},
    component: lazyRouteComponent(pages, 'SignIn'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/sign-up',
    component: lazyRouteComponent(pages, 'SignUp'),
  }),
  createRoute({ getParentRoute: () => root, path: '/join', component: lazyRouteComponent(pages, 'Join') }),
  createRoute({
    getParentRoute: () => root,
    path: '/forgot-password',
    component: lazyRouteComponent(pages, 'ForgotPassword'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/reset-password',
    component: lazyRouteComponent(pages, 'ResetPassword'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/confirm-email',
    component: lazyRouteComponent(pages, 'ConfirmEmail'),
  }),
] as const;
