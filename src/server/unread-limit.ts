import type { Socket } from 'node:net';

/** Bytes and milliseconds that are spent on what a client still sends when it has been answered. */
const BYTES = 16 * 1024 * 1024;
const TIME = 5000;

/** Ends a connection over which more comes behind the answer than is worth to be read. */
export class UnreadLimit {
  private bytes = 0;
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly socket: Socket) {
    this.timer = setTimeout(() => socket.destroy(), TIME).unref();
  }

  readonly count = (chunk: Buffer): void => {
    this.bytes += chunk.length;
    if (this.bytes > BYTES) this.socket.destroy();
  };

  lift(): void {
    clearTimeout(this.timer);
  }
}
