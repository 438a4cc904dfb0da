import { type Dispatch, type SetStateAction, useCallback, useState } from 'react';
import { getSession, getSessionState, SESSION_ENDED, subscribe } from './session.ts';

/** What was typed and not saved, by what it is for. It never leaves the memory of the page. */
const drafts = new Map<string, unknown>();
let owner: string | undefined;

// A session that has ended leaves them for its user; a sign-out and another user or organization don't.
subscribe(() => {
  const state = getSessionState();
  if (state.status === 'signed-out' && state.reason === SESSION_ENDED) return;
  const next = ownerNow();
  if (next !== owner) drafts.clear();
  owner = next;
});

function ownerNow(): string | undefined {
  const session = getSession();
  return session && `${session.user.id} ${session.organization.id}`;
}

/**
 * State that outlives its component: what was typed is there again after a sign-in that became necessary, and where a
 * task was closed and opened again.
 * @param key what it is for, such as `comment 42`; the component is another one for another key
 * @param initial compared by identity: setting it again forgets the draft
 */
export function useDraft<T>(key: string, initial: T): [T, Dispatch<SetStateAction<T>>] {
  const [value, setValue] = useState<T>(() => (drafts.has(key) ? (drafts.get(key) as T) : initial));
  const set = useCallback(
    (next: SetStateAction<T>): void =>
      setValue((before) => {
        const after = typeof next === 'function' ? (next as (value: T) => T)(before) : next;
        if (after === initial) drafts.delete(key);
        else drafts.set(key, after);
        return after;
      }),
    [key, initial],
  );
  return [value, set];
}
