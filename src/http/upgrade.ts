import { type IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** A connection that its client wants to use for something else than HTTP from here on. */
export interface Upgrade {
  socket: Duplex;
  /** What came behind the request already. */
  head: Buffer;
}

interface Pending extends Upgrade {
  response: ServerResponse;
}

const pending = new WeakMap<IncomingMessage, Pending>();

/** Whether a client asks for a WebSocket. To Node all other requests are plain ones. */
export const wantsWebSocket = ({ headers }: IncomingMessage): boolean =>
  headers.upgrade?.toLowerCase() === 'websocket';

/**
 * Sends requests for a WebSocket the way of all others, so that a refused client gets an ordinary
 * answer, and the connection closes behind it.
 */
export function routeUpgrades(
  server: Server,
  route: (request: IncomingMessage, response: ServerResponse) => void,
): void {
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket as never);
    // A refused client could keep the connection open otherwise.
    response.once('finish', () => (socket as Socket).destroySoon());
    socket.on('error', () => socket.destroy());
    pending.set(request, { socket, head, response });
    route(request, response);
  });
}

/** Takes the connection from under its request; undefined when the request asked for no WebSocket. */
export function takeUpgrade(request: IncomingMessage): Upgrade | undefined {
  const upgrade = pending.get(request);
  if (!upgrade) return undefined;
  pending.delete(request);
  const { socket, head, response } = upgrade;
  response.detachSocket(socket as never);
  return { socket, head };
}

/** Whether there is a connection to be taken. */
export const isUpgrade = (request: IncomingMessage): boolean => pending.has(request);
