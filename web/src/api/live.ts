import { useEffect, useSyncExternalStore } from 'react';
import { api, read, type Task } from './client.ts';
import { queries } from './queries.ts';
import { useSessionState } from './session.ts';
import { API_URL } from './url.ts';

export interface LiveEvent {
  sequence: number;
  type: string;
  at: string;
  actorId: string | null;
  data: {
    subjectType: string;
    subjectId: string;
    changes: Record<string, { from: unknown; to: unknown }>;
    /** Where it is about a task: as the change left it. */
    task?: Task;
  };
}

export type Connection = 'connecting' | 'open' | 'lost';

/** Milliseconds before a connection is tried again: longer each time. */
const PAUSES = [300, 1000, 2000, 5000, 10_000];

/**
 * The changes of the organization, by one WebSocket, resumed where it broke off: none is missed and none comes twice.
 */
class Live {
  private socket?: WebSocket;
  private sequence?: number;
  private failures = 0;
  private timer?: ReturnType<typeof setTimeout>;
  private organizationId?: string;
  private connection: Connection = 'connecting';
  private readonly listeners = new Set<(event: LiveEvent) => void>();
  private readonly connectionListeners = new Set<() => void>();

  /** @param organizationId undefined when no user is signed in */
  follow(organizationId?: string): void {
    if (organizationId === this.organizationId) return;
    this.stop();
    this.organizationId = organizationId;
    this.sequence = undefined;
    if (organizationId) void this.connect();
  }

  onEvent(listener: (event: LiveEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  readonly onConnectionChange = (listener: () => void): (() => void) => {
    this.connectionListeners.add(listener);
    return () => this.connectionListeners.delete(listener);
  };
  readonly getConnection = (): Connection => this.connection;

  retry(): void {
    if (!this.organizationId || this.connection === 'open') return;
    clearTimeout(this.timer);
    void this.connect();
  }

  private stop(): void {
    clearTimeout(this.timer);
    const { socket } = this;
    this.socket = undefined;
    socket?.close();
    this.failures = 0;
    this.set('connecting');
  }

  private async connect(): Promise<void> {
    const { organizationId } = this;
    let ticket: string;
    try {
      ({ ticket } = await read(api.POST('/auth/ws-ticket')));
    } catch {
      if (organizationId === this.organizationId) this.reconnect();
      return;
    }
    if (organizationId !== this.organizationId) return;
    const url = new URL(`${API_URL}/ws`);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    url.searchParams.set('ticket', ticket);
    if (this.sequence !== undefined) url.searchParams.set('after', String(this.sequence));
    const socket = new WebSocket(url, 'taskflow');
    this.socket = socket;
    socket.onopen = () => {
      if (this.socket !== socket) return;
      this.failures = 0;
      this.set('open');
      // What couldn't be read meanwhile can be read again.
      void queries.refetchQueries({ type: 'active', predicate: ({ state }) => state.status === 'error' });
    };
    socket.onmessage = ({ data }: MessageEvent<string>) => {
      if (this.socket !== socket) return;
      const event = JSON.parse(data) as LiveEvent;
      this.sequence = event.sequence;
      if (event.type !== 'position') for (const listener of this.listeners) listener(event);
    };
    socket.onclose = () => {
      if (this.socket !== socket) return;
      this.socket = undefined;
      this.reconnect();
    };
  }

  private reconnect(): void {
    const pause = PAUSES[Math.min(this.failures, PAUSES.length - 1)] as number;
    this.failures += 1;
    if (this.failures > 1) this.set('lost');
    this.timer = setTimeout(() => void this.connect(), pause);
  }

  private set(connection: Connection): void {
    if (connection === this.connection) return;
    this.connection = connection;
    for (const listener of this.connectionListeners) listener();
  }
}

export const live = new Live();
addEventListener('online', () => live.retry());

/** Follows the organization of the session, for as long as the shell is there. */
export function useLive(): Connection {
  const state = useSessionState();
  const organizationId = state.status === 'signed-in' ? state.session.organization.id : undefined;
  useEffect(() => {
    live.follow(organizationId);
  }, [organizationId]);
  useEffect(() => () => live.follow(undefined), []);
  return useSyncExternalStore(live.onConnectionChange, live.getConnection);
}

/** Calls `listener` with every change. It has to stay the same function. */
export function useEvents(listener: (event: LiveEvent) => void): void {
  useEffect(() => live.onEvent(listener), [listener]);
}
