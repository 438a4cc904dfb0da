import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * What becomes of a request: an answer of this status, none at all, or the answer of the target, of which only so many
 * bytes of its body come before the connection ends.
 */
export type Fault = { status: number } | 'hang' | { cutAfter: number } | undefined;

/** A proxy in front of an HTTP server that does to its answers what slow, broken and overloaded services do. */
export class FaultyProxy {
  /** Decides for each request. */
  fault: (request: { method: string; url: string; headers: IncomingMessage['headers'] }) => Fault = () =>
    undefined;
  /** Method and URL of what came. */
  readonly requests: string[] = [];

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {
    server.on('request', (asked: IncomingMessage, answer: ServerResponse) => this.handle(asked, answer));
  }

  static async start(target: string): Promise<FaultyProxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new FaultyProxy(server, new URL(target));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  private handle(asked: IncomingMessage, answer: ServerResponse): void {
    const { method = '', url = '', headers } = asked;
    this.requests.push(`${method} ${url}`);
    asked.on('error', () => undefined);
    const fault = this.fault({ method, url, headers });
    if (fault === 'hang') return void asked.resume();
    if (fault && 'status' in fault) {
      asked.resume().on('end', () => answer.writeHead(fault.status).end());
      return;
    }
    const { hostname, port } = this.target;
    const forwarded = request({ hostname, port, method, path: url, headers }, (received) => {
      const { 'transfer-encoding': _chunked, ...ofHead } = received.headers;
      let left = fault?.cutAfter ?? Infinity;
      answer.writeHead(received.statusCode ?? 502, method === 'HEAD' ? ofHead : received.headers);
      // Swift sends the end of a body behind the answer to HEAD, which is an error of its connection.
      if (method === 'HEAD') return void (left > 0 ? answer.end() : answer.destroy());
      received.on('data', (chunk: Buffer) => {
        if (left <= 0) return;
        answer.write(chunk.subarray(0, left));
        left -= chunk.length;
        if (left <= 0) setImmediate(() => answer.destroy());
      });
      received.on('end', () => answer.end());
      received.on('error', () => answer.destroy());
      if (left <= 0) answer.destroy();
    });
    forwarded.on('error', () => method === 'HEAD' || answer.destroy());
    answer.on('close', () => forwarded.destroy());
    asked.pipe(forwarded);
  }
}
