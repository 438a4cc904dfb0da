import { createRootRoute, createRoute, Outlet } from '@tanstack/react-router';
import { Failure, NotFound } from './states.tsx';

/** What pages hang from: those that are open to all from `root`, those of a signed-in user from `shell`. */
export const root = createRootRoute({
  component: Outlet,
  errorComponent: Failure,
  notFoundComponent: NotFound,
});

/** Its component is set by the router, which knows the shell. */
export const shell = createRoute({ getParentRoute: () => root, id: 'shell' });
