import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { createParser } from 'eventsource-parser';
import type { ExportDto } from '#app/modules/exports/dto/export.dto.js';
import type { ApiClient } from './api.ts';
import { eventually } from './eventually.ts';

/** The events of an export as a client reads them, on a connection of their own. */
export class EventStream {
  readonly events: ExportDto[] = [];
  comments = 0;
  private endedAt: number | undefined;

  private constructor(private readonly response: IncomingMessage) {
    const parser = createParser({
      onEvent: ({ event, data }) => event === 'export' && this.events.push(JSON.parse(data)),
      onComment: () => this.comments++,
    });
    response.setEncoding('utf8').on('data', (chunk: string) => parser.feed(chunk));
    response.on('error', () => undefined).on('end', () => (this.endedAt = Date.now()));
  }

  static async open(
    client: ApiClient,
    id: string,
    token = client.session?.accessToken,
  ): Promise<EventStream> {
    const headers = { authorization: `Bearer ${token}` };
    const request = get(`${client.baseUrl}/exports/${id}/events`, { headers, agent: false });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return new EventStream(response);
  }

  get status(): number | undefined {
    return this.response.statusCode;
  }

  get contentType(): string | undefined {
    return this.response.headers['content-type'];
  }

  get isOpen(): boolean {
    return this.endedAt === undefined;
  }

  close(): void {
    this.response.destroy();
  }

  /** Waits until the server ends it. @returns how long after `since` that was, in milliseconds */
  async end(since: number): Promise<number> {
    return (await eventually(() => this.endedAt)) - since;
  }
}
