import { randomBytes } from 'node:crypto';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import type { ApiClient } from './api.ts';
import { eventually } from './eventually.ts';

/** An event or a position, as a stream brought it. */
export interface Received {
  type: string;
  sequence: number;
  actorId?: string | null;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into it as they like
  data?: any;
}

/** What a client of either kind of stream sees. */
export abstract class TestStream {
  readonly received: Received[] = [];

  get events(): Received[] {
    return this.received.filter(({ type }) => type !== 'position' && type !== 'error');
  }

  get sequences(): number[] {
    return this.events.map(({ sequence }) => sequence);
  }

  /** The last number that the stream has told: where another one goes on. */
  get position(): number {
    return this.received.findLast(({ sequence }) => sequence !== undefined)?.sequence as number;
  }

  async until(count: number): Promise<Received[]> {
    await eventually(() => this.events.length >= count);
    return this.events;
  }

  abstract close(): void;
}

export class TestSocket extends TestStream {
  /** The code and reason of the end. */
  end?: { code: number; reason: string };

  private constructor(readonly socket: WebSocket) {
    super();
    socket.on('message', (data) => this.received.push(JSON.parse((data as Buffer).toString())));
    socket.on('close', (code, reason) => (this.end = { code, reason: reason.toString() }));
    socket.on('error', () => undefined);
  }

  /** Connects, and waits until the server has said where the stream begins. */
  static async connect(client: ApiClient, query = ''): Promise<TestSocket> {
    const authorization = `Bearer ${client.session?.accessToken}`;
    return TestSocket.open(client.baseUrl, query, { headers: { authorization } });
  }

  static async open(
    baseUrl: string,
    query: string,
    { protocols = [], headers = {} }: { protocols?: string[]; headers?: Record<string, string> } = {},
  ): Promise<TestSocket> {
    const socket = new TestSocket(
      new WebSocket(`${baseUrl.replace('http', 'ws')}/ws${query}`, protocols, { headers }),
    );
    await eventually(() => socket.received.length > 0);
    return socket;
  }

  close(): void {
    this.socket.terminate();
  }
}

export class TestEventSource extends TestStream {
  hasEnded = false;
  private text = '';

  private constructor(private readonly response: IncomingMessage) {
    super();
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => this.read(chunk));
    response.on('close', () => (this.hasEnded = true));
    response.on('error', () => undefined);
  }

  comments = 0;

  static async connect(
    client: ApiClient,
    query = '',
    headers: Record<string, string> = {},
  ): Promise<TestEventSource> {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const request = httpRequest(`${client.baseUrl}/events${query}`, {
        headers: {
          accept: 'text/event-stream',
          authorization: `Bearer ${client.session?.accessToken}`,
          ...headers,
        },
      });
      request.once('response', resolve).once('error', reject).end();
    });
    const source = new TestEventSource(response);
    await eventually(() => source.received.length > 0);
    return source;
  }

  get headers(): IncomingMessage['headers'] {
    return this.response.headers;
  }

  close(): void {
    this.response.destroy();
  }

  private read(chunk: string): void {
    const blocks = (this.text + chunk).split('\n\n');
    this.text = blocks.pop() as string;
    for (const block of blocks) {
      if (block.startsWith(':')) {
        this.comments++;
        continue;
      }
      const fields = Object.fromEntries(
        block.split('\n').map((line) => line.split(/: (.*)/s) as [string, string]),
      );
      this.received.push({ type: fields['event'], ...JSON.parse(fields['data'] as string) });
    }
  }
}

/** Asks for a WebSocket and is refused: what the server answers instead. */
export async function refusedUpgrade(
  baseUrl: string,
  query = '',
  headers: Record<string, string> = {},
): Promise<{ status: number; body: { code: string }; headers: IncomingMessage['headers'] }> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = httpRequest(`${baseUrl}/ws${query}`, {
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': randomBytes(16).toString('base64'),
        ...headers,
      },
    });
    request.once('upgrade', (_response, socket) => {
      socket.destroy();
      reject(new Error('It was not refused.'));
    });
    request.once('response', resolve).once('error', reject).end();
  });
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return { status: response.statusCode as number, body: JSON.parse(text), headers: response.headers };
}
