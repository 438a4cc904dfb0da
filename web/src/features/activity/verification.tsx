import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { api, read } from '../../api/client.ts';
import { toApiError } from '../../api/problem.ts';
import { formatNumber } from '../../ui/format.ts';
import css from './activity.module.css';

/** Reads the whole log, and says whether each entry is as it was written. */
export function useVerification() {
  return useMutation({ mutationFn: () => read(api.POST('/activity/verify')) });
}

export function Verification({ check }: { check: ReturnType<typeof useVerification> }) {
  if (check.isError)
    return (
      <div className={css['verdict']} data-broken role="alert">
        {toApiError(check.error).message}
      </div>
    );
  if (!check.data) return null;
  const { isWhole, brokenAt, entries, hash } = check.data;
  return (
    <div className={css['verdict']} data-broken={!isWhole || undefined} role={isWhole ? 'status' : 'alert'}>
      <div>
        {isWhole ? (
          <strong>The log is whole: all {formatNumber(entries)} entries are as they were written.</strong>
        ) : (
          <strong>The log is broken at entry {formatNumber(brokenAt ?? 0)}: it is missing or altered.</strong>
        )}
        <div className={css['hash']}>
          Kept elsewhere, this hash proves it later: <code>{hash}</code>
        </div>
      </div>
      <Button size="compact-sm" variant="default" onClick={() => check.reset()}>
        Close
      </Button>
    </div>
  );
}
