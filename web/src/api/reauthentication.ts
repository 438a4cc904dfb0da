import { useSyncExternalStore } from 'react';

interface Request {
  answer: Promise<boolean>;
  resolve: (isShown: boolean) => void;
}

let request: Request | undefined;
const watchers = new Set<() => void>();

/**
 * Asks the user to show again who they are, as calls that can't be undone want of a session that is older than ten
 * minutes. Calls that wait at once share one question.
 * @returns whether they did; false where they thought better of it
 */
export function askToReauthenticate(): Promise<boolean> {
  if (!request) {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    request = { answer: promise, resolve };
    tell();
  }
  return request.answer;
}

export function answerReauthentication(isShown: boolean): void {
  request?.resolve(isShown);
  request = undefined;
  tell();
}

export const useIsReauthenticating = (): boolean => useSyncExternalStore(watch, () => request !== undefined);

function tell(): void {
  for (const watcher of watchers) watcher();
}

const watch = (watcher: () => void): (() => void) => {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
};
