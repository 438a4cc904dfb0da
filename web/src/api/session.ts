import { useSyncExternalStore } from 'react';
import type { components } from '@taskflow/client';
import { PROBLEMS } from '../texts/common.ts';
import { API_URL } from './url.ts';
import { ApiError, errorOf } from './problem.ts';

export type Session = components['schemas']['SessionDto'];

/** `starting` until the cookie has been tried. */
export type SessionState =
  | { status: 'starting' }
  | { status: 'signed-out'; reason?: string }
  | { status: 'signed-in'; session: Session };

/** What tabs send each other: they share one cookie, and so one session. */
type Message =
  { type: 'signed-out'; reason?: string } | { type: 'signed-in'; userId: string; organizationId: string };

/** Why a page asks to sign in again: with it, what was typed stays for its user. */
export const SESSION_ENDED = PROBLEMS.sessionEnded;

let state: SessionState = { status: 'starting' };
const listeners = new Set<() => void>();
const cleanups = new Set<() => void>();
const tabs = 'BroadcastChannel' in globalThis ? new BroadcastChannel('taskflow-session') : undefined;

export const getSession = (): Session | undefined =>
  state.status === 'signed-in' ? state.session : undefined;
export const getSessionState = (): SessionState => state;

export function useSessionState(): SessionState {
  return useSyncExternalStore(subscribe, getSessionState);
}

export function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Runs before another user or organization is shown, and after a sign-out: nothing of the one before may remain. */
export function onIdentityChange(cleanup: () => void): void {
  cleanups.add(cleanup);
}

export function enter(session: Session, { broadcast = true } = {}): void {
  const before = getSession();
  const isOther = before?.user.id !== session.user.id || before.organization.id !== session.organization.id;
  if (isOther) for (const clean of cleanups) clean();
  set({ status: 'signed-in', session });
  if (isOther && broadcast) {
    const message: Message = {
      type: 'signed-in',
      userId: session.user.id,
      organizationId: session.organization.id,
    };
    tabs?.postMessage(message);
  }
}

export function leave(reason?: string, { broadcast = true } = {}): void {
  for (const clean of cleanups) clean();
  set({ status: 'signed-out', reason });
  if (broadcast) tabs?.postMessage({ type: 'signed-out', reason } satisfies Message);
}

function set(next: SessionState): void {
  state = next;
  for (const listener of listeners) listener();
}

if (tabs)
  tabs.onmessage = ({ data }: MessageEvent<Message>) => {
    if (data.type === 'signed-out') leave(data.reason, { broadcast: false });
    else {
      const session = getSession();
      if (session?.user.id === data.userId && session.organization.id === data.organizationId) return;
      void renew({ broadcast: false });
    }
  };

let renewing: Promise<Session | undefined> | undefined;

/** Gets a new access token by the cookie: once for all that wait for it, and one tab after the other. */
export function renew(options: { broadcast?: boolean } = {}): Promise<Session | undefined> {
  renewing ??= inTurn(() => refresh(options)).finally(() => (renewing = undefined));
  return renewing;
}

/** Where a page isn't served over TLS browsers have no locks; the server bears with refreshes at once, too. */
const inTurn = <T>(work: () => Promise<T>): Promise<T> =>
  'locks' in navigator ? (navigator.locks.request('taskflow-refresh', work) as Promise<T>) : work();

async function refresh(options: { broadcast?: boolean }): Promise<Session | undefined> {
  let response: Response;
  try {
    response = await fetch(`${API_URL}/auth/refresh`, {
      method: 'POST',
      credentials: 'include',
      headers: { 'x-session': 'cookie' },
    });
  } catch {
    throw await errorOf(undefined);
  }
  if (response.ok) {
    const session = (await response.json()) as Session;
    enter(session, options);
    return session;
  }
  const error = await errorOf(response);
  if (error.problem.status < 400 || error.problem.status >= 500 || error.problem.status === 429) throw error;
  const wasIn = state.status === 'signed-in';
  const isOver = error.code === 'invalid-refresh-token';
  const { title, detail } = error.problem;
  const refusal = detail && detail !== title ? `${title}. ${detail}` : title;
  leave(isOver ? (wasIn ? SESSION_ENDED : undefined) : refusal, {
    broadcast: wasIn,
  });
  return undefined;
}

/** Milliseconds after which a server that couldn't be reached is tried again. */
const RETRY = 3000;

/** Tries the cookie when the page starts: once, or until the server can be reached. */
export async function start(): Promise<void> {
  for (;;) {
    try {
      await renew({ broadcast: false });
      return;
    } catch (error) {
      if (state.status === 'starting') set({ status: 'signed-out', reason: (error as ApiError).message });
      await new Promise((resolve) => setTimeout(resolve, RETRY));
      // The user has signed in meanwhile.
      if (getSessionState().status === 'signed-in') return;
    }
  }
}
