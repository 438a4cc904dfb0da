import type { WebSocket } from 'ws';
import type { EventEntry } from './event-entry.js';
import type { EventSink, StreamEnd } from './event-sink.js';

/** How long a client may take to answer the close, in milliseconds. */
const END_TIMEOUT = 1000;

/** A WebSocket: an event a message, each a JSON text. */
export class SocketSink implements EventSink {
  private isAlive = true;

  constructor(private readonly socket: WebSocket) {
    socket.on('pong', () => (this.isAlive = true));
  }

  get bufferedBytes(): number {
    return this.socket.bufferedAmount;
  }

  send({ json }: EventEntry): void {
    this.socket.send(json);
  }

  sendPosition(sequence: number): void {
    this.socket.send(`{"type":"position","sequence":${sequence}}`);
  }

  heartbeat(): boolean {
    if (!this.isAlive) {
      this.socket.terminate();
      return false;
    }
    this.isAlive = false;
    this.socket.ping();
    return true;
  }

  end({ status, reason }: StreamEnd): void {
    this.socket.close(status, reason);
    setTimeout(() => this.socket.terminate(), END_TIMEOUT).unref();
  }
}
