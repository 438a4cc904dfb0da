import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';

/** A way to a server that can be cut: those who come then are refused, as by a server that is down. */
export class CutConnection {
  private readonly sockets = new Set<Socket>();
  private server: Server;
  private port = 0;

  constructor(private readonly target: URL) {
    this.server = this.newServer();
    afterAll(() => this.cut());
  }

  /** @returns the address by which the server can be reached until it is cut, and after it is restored */
  async open(): Promise<string> {
    this.server = this.newServer();
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
    return `http://127.0.0.1:${this.port}`;
  }

  async cut(): Promise<void> {
    if (!this.server.listening) return;
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private newServer(): Server {
    return createServer((client) => {
      const upstream = connect(Number(this.target.port), this.target.hostname);
      for (const [socket, other] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        this.sockets.add(socket);
        socket.on('error', () => other.destroy());
        socket.on('close', () => {
          this.sockets.delete(socket);
          other.destroy();
        });
      }
      client.pipe(upstream).pipe(client);
    });
  }
}
