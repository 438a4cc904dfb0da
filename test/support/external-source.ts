import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Behaviour = (request: IncomingMessage, response: ServerResponse) => void;

/** An externalApi API on the loopback interface that behaves as a test says, and remembers who asked. */
export class ExternalApi {
  readonly requests: IncomingMessage[] = [];
  behaviour: Behaviour = ExternalApi.answering([]);
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      this.requests.push(request);
      this.behaviour(request, response);
    });
  }

  static async start(): Promise<ExternalApi> {
    const externalApi = new ExternalApi();
    await once(externalApi.server.listen(0, '127.0.0.1'), 'listening');
    return externalApi;
  }

  /** Sends `body`: text as it is, anything else as JSON. */
  static answering(body: unknown, headers: Record<string, string> = {}, status = 200): Behaviour {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return (_request, response) =>
      void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/tasks?open=1`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

/** An item as the source may list it. */
export const item = (id: number | string, fields: object = {}): object => ({
  id,
  title: `External ${id}`,
  createdAt: '2020-01-01T00:00:00Z',
  ...fields,
});
