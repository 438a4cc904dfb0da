import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { api, read } from '../../api/client.ts';
import { toApiError } from '../../api/problem.ts';
import { VERIFICATION } from '../../texts/activity.ts';
import { ACTIONS } from '../../texts/common.ts';
import { fill } from '../../ui/fill.tsx';
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
          <strong>{VERIFICATION.whole(entries)}</strong>
        ) : (
          <strong>{VERIFICATION.broken(formatNumber(brokenAt ?? 0))}</strong>
        )}
        <div className={css['hash']}>{fill(VERIFICATION.hash, { hash: <code>{hash}</code> })}</div>
      </div>
      <Button size="compact-sm" variant="default" onClick={() => check.reset()}>
        {ACTIONS.close}
      </Button>
    </div>
  );
}
