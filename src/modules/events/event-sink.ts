import type { EventEntry } from './event-entry.js';

/** Why a stream ends: a stable code, the status of the WebSocket's close (RFC 6455, 7.4), and what to do. */
export interface StreamEnd {
  code: string;
  status: number;
  /** At most 123 bytes. */
  reason: string;
}

export const STOPPING: StreamEnd = {
  code: 'server-stopping',
  status: 1001,
  reason: 'server-stopping: connect again',
};
export const FAILED: StreamEnd = {
  code: 'internal-error',
  status: 1011,
  reason: 'internal-error: connect again',
};
export const EXPIRED: StreamEnd = {
  code: 'token-expired',
  status: 4001,
  reason: 'token-expired: connect again with a new token',
};
export const REVOKED: StreamEnd = {
  code: 'token-revoked',
  status: 4003,
  reason: 'token-revoked: refresh the token or sign in again',
};
export const TOO_SLOW: StreamEnd = {
  code: 'client-too-slow',
  status: 4008,
  reason: 'client-too-slow: connect again from the last event',
};

/** The code of each end. */
export const STREAM_ENDS = [STOPPING, FAILED, EXPIRED, REVOKED, TOO_SLOW].map(({ code }) => code);

/** The connection to which a stream writes. */
export interface EventSink {
  /** What the client hasn't read yet, in bytes. */
  readonly bufferedBytes: number;
  send(entry: EventEntry): void;
  /** Sends the position of the stream, where its filter left out the last events. */
  sendPosition(sequence: number): void;
  /** Keeps the connection open. @returns false when the client has gone */
  heartbeat(): boolean;
  end(end: StreamEnd): void;
}
