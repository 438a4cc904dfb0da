import { QueryClient } from '@tanstack/react-query';
import { onIdentityChange } from './session.ts';
import { ApiError } from './problem.ts';

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      // What the API refuses it refuses again.
      retry: (failures, error) =>
        failures < 2 &&
        (!(error instanceof ApiError) || error.problem.status === 0 || error.problem.status >= 500),
    },
  },
});

onIdentityChange(() => {
  void queries.cancelQueries();
  queries.clear();
});
