import { type QueryKey, type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query';
import { notifyDone, notifyError } from './notify.tsx';

/** A change: what it makes stale is read again, and its outcome is said. */
export function useAction<Result, Variables = void>(
  call: (variables: Variables) => Promise<Result>,
  {
    refresh = [],
    done,
    onDone,
  }: {
    /** What is read again, by the beginning of its key. */
    refresh?: QueryKey[];
    done?: string | ((variables: Variables, result: Result) => string);
    onDone?: (result: Result) => unknown;
  } = {},
): UseMutationResult<Result, Error, Variables> {
  const client = useQueryClient();
  const readAgain = (): Promise<unknown> =>
    Promise.all(refresh.map((queryKey) => client.invalidateQueries({ queryKey })));
  return useMutation<Result, Error, Variables>({
    mutationFn: call,
    onSuccess: async (result, variables) => {
      await readAgain();
      if (done) notifyDone(typeof done === 'string' ? done : done(variables, result));
      await onDone?.(result);
    },
    onError: (error) => {
      notifyError(error);
      // What was refused may have been changed by another user.
      void readAgain();
    },
  });
}
