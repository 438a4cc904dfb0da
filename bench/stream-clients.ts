import { type ClientRequest, get } from 'node:http';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { BenchOrganization } from './fixture.ts';

/** How long a stream waits for the answer when it connects, and before it connects again, in milliseconds. */
const [CONNECT_TIMEOUT, PAUSE] = [1000, 100];

/** Follows the events of an organization, and goes on after the last one where a connection was lost. */
export abstract class StreamClient {
  /** How often it went on after a connection was lost. */
  resumed = 0;
  /** How many connections were refused, or not answered. */
  refused = 0;
  /** How many events came twice or out of order. */
  repeated = 0;
  lost = 0;
  /** The number of the last event. */
  position?: number;
  readonly organization: BenchOrganization;
  protected readonly url: string;
  protected isStopped = false;
  private readonly onSilence: (time: number) => void;
  private heardAt = performance.now();
  private readonly running: Promise<void>;

  /** @param onSilence called with the time between two events, in milliseconds */
  constructor(url: string, organization: BenchOrganization, onSilence: (time: number) => void) {
    this.url = url;
    this.organization = organization;
    this.onSilence = onSilence;
    this.running = this.follow();
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    this.disconnect();
    await this.running;
  }

  protected get headers(): Record<string, string> {
    return { authorization: `Bearer ${this.organization.token}` };
  }

  protected get query(): string {
    return this.position === undefined ? '' : `?after=${this.position}`;
  }

  protected hear(type: string, sequence: number): void {
    if (type === 'position') {
      this.position ??= sequence;
      return;
    }
    if (type === 'error' || Number.isNaN(sequence)) return;
    const expected = (this.position as number) + 1;
    if (sequence < expected) this.repeated++;
    else this.lost += sequence - expected;
    this.position = sequence;
    this.onSilence(performance.now() - this.heardAt);
    this.heardAt = performance.now();
  }

  /** Connects, and waits until the connection ends. @throws Error when it doesn't come about */
  protected abstract connect(): Promise<void>;
  protected abstract disconnect(): void;

  private async follow(): Promise<void> {
    // Not before the constructor of the subclass has ended.
    await sleep(0);
    while (!this.isStopped) {
      try {
        await this.connect();
        if (!this.isStopped) this.resumed++;
      } catch {
        this.refused++;
      }
      if (!this.isStopped) await sleep(PAUSE);
    }
  }
}

export class SocketClient extends StreamClient {
  private socket?: WebSocket;

  protected async connect(): Promise<void> {
    const socket = new WebSocket(`${this.url.replace('http', 'ws')}/ws${this.query}`, {
      headers: this.headers,
      handshakeTimeout: CONNECT_TIMEOUT,
    });
    this.socket = socket;
    socket.on('message', (data: Buffer) => {
      const { type, sequence } = JSON.parse(data.toString()) as { type: string; sequence: number };
      this.hear(type, sequence);
    });
    const ended = new Promise((resolve) => socket.once('close', resolve));
    await new Promise((resolve, reject) => socket.once('open', resolve).on('error', reject));
    await ended;
  }

  protected disconnect(): void {
    this.socket?.terminate();
  }
}

export class SseClient extends StreamClient {
  private asked?: ClientRequest;

  protected connect(): Promise<void> {
    return new Promise((resolve, reject) => {
      const headers = { ...this.headers, accept: 'text/event-stream' };
      const asked = get(`${this.url}/events${this.query}`, { agent: false, headers }, (response) => {
        clearTimeout(timer);
        if (response.statusCode !== 200) {
          response.destroy();
          reject(new Error(`GET /events: ${response.statusCode}`));
          return;
        }
        this.read(response);
        response.on('error', () => undefined).once('close', resolve);
      });
      const timer = setTimeout(() => asked.destroy(new Error('no answer')), CONNECT_TIMEOUT);
      asked.on('error', reject);
      this.asked = asked;
    });
  }

  protected disconnect(): void {
    this.asked?.destroy();
  }

  private read(response: NodeJS.ReadableStream): void {
    let text = '';
    response.setEncoding('utf8').on('data', (chunk: string) => {
      const blocks = (text + chunk).split('\n\n');
      text = blocks.pop() as string;
      for (const block of blocks) {
        const type = /^event: (.*)$/m.exec(block)?.[1];
        if (type) this.hear(type, Number(/^id: (\d+)$/m.exec(block)?.[1]));
      }
    });
  }
}
