import { useSyncExternalStore } from 'react';

interface Request {
  answer: Promise<boolean>;
  resolve: (isShown: boolean) => void;
}

let request: Request | undefined;
const listeners = new Set<() => void>();

/**
 * Asks the user to show again who they are, as calls that can't be undone want of a session that is older than ten
 * minutes. Calls that wait at once share one question.
 * @returns whether they did; false where they thought better of it
 */
export function askToReauthenticate(): Promise<boolean> {
  if (!request) {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    request = { answer: promise, resolve };
    notify();
  }
  return request.answer;
}

export function answerReauthentication(isShown: boolean): void {
  request?.resolve(isShown);
  request = undefined;
  notify();
}

export const useIsReauthenticating = (): boolean =>
  useSyncExternalStore(subscribe, () => request !== undefined);

function notify(): void {
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
