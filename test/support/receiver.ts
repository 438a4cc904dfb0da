import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';
import { eventually } from './eventually.ts';

/** A delivery, as an endpoint got it. */
export interface ReceivedDelivery {
  id: string;
  headers: IncomingHttpHeaders;
  /** As it came, to the byte: what is signed. */
  body: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into it as they like
  event: any;
  path: string;
}

type Behaviour = (response: ServerResponse, request: IncomingMessage) => void;

/** Answers with a status, and that's it. */
export const status =
  (code: number, headers: Record<string, string> = {}, body = ''): Behaviour =>
  (response) =>
    void response.writeHead(code, headers).end(body);

/** An endpoint on loopback. It ends with the test file. */
export class Receiver {
  readonly received: ReceivedDelivery[] = [];
  /** What to do about the next deliveries, first come first served; then all are accepted. */
  readonly script: Behaviour[] = [];
  /** What to do about all others. */
  behaviour: Behaviour = status(200, {}, 'ok');

  private constructor(private readonly port: () => number) {}

  static async start(): Promise<Receiver> {
    const receiver = new Receiver(() => (server.address() as AddressInfo).port);
    const server = createServer((request, response) => void receiver.take(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    afterAll(() => {
      server.closeAllConnections();
      server.close();
    });
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port()}/hook`;
  }

  get sequences(): number[] {
    return this.received.map(({ event }) => event.sequence);
  }

  async until(count: number): Promise<ReceivedDelivery[]> {
    await eventually(() => this.received.length >= count);
    return this.received;
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const { headers } = request;
    const id = headers['webhook-id'] as string;
    this.received.push({ id, headers, body, event: JSON.parse(body), path: request.url as string });
    (this.script.shift() ?? this.behaviour)(response, request);
  }
}
