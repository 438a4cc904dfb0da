import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from './eventually.ts';

export interface ReceivedSpan {
  traceId: string;
  spanId: string;
  parentSpanId: string;
  name: string;
  attributes: Record<string, unknown>;
  isError: boolean;
  resource: Record<string, unknown>;
}

/** A collector that takes traces by OTLP over HTTP, as protocol buffers. */
export class Collector {
  readonly spans: ReceivedSpan[] = [];
  /** All that came, to look for what must not. */
  raw = '';
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      void request.toArray().then((chunks) => {
        const body = Buffer.concat(chunks as Buffer[]);
        this.raw += body.toString('latin1');
        if (request.url === '/v1/traces') this.spans.push(...spansIn(body));
        response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
      });
    });
  }

  static async start(): Promise<Collector> {
    const collector = new Collector();
    await once(collector.server.listen(0, '127.0.0.1'), 'listening');
    return collector;
  }

  private get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** What a process needs to send its traces here. */
  get environment(): Record<string, string> {
    return { OTEL_EXPORTER_OTLP_ENDPOINT: this.url, OTEL_BSP_SCHEDULE_DELAY: '100' };
  }

  /** Waits for spans. */
  find(isWanted: (span: ReceivedSpan) => boolean, count = 1): Promise<ReceivedSpan[]> {
    return eventually(() => {
      const found = this.spans.filter(isWanted);
      return found.length >= count && found;
    });
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

/** The numbers of the fields are those of opentelemetry/proto/trace/v1/trace.proto. */
function spansIn(request: Buffer): ReceivedSpan[] {
  return messages(request, 1).flatMap((resourceSpans) => {
    const resource = attributesIn(messages(resourceSpans, 1).flatMap((one) => messages(one, 1)));
    return messages(resourceSpans, 2)
      .flatMap((scopeSpans) => messages(scopeSpans, 2))
      .map((span) => ({
        traceId: messages(span, 1)[0]?.toString('hex') ?? '',
        spanId: messages(span, 2)[0]?.toString('hex') ?? '',
        parentSpanId: messages(span, 4)[0]?.toString('hex') ?? '',
        name: messages(span, 5)[0]?.toString() ?? '',
        attributes: attributesIn(messages(span, 9)),
        isError: messages(span, 15).some((status) =>
          fieldsOf(status).some(({ number, value }) => number === 3 && value === 2),
        ),
        resource,
      }));
  });
}

function attributesIn(pairs: Buffer[]): Record<string, unknown> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const value = messages(pair, 2)[0] as Buffer;
      const [text] = messages(value, 1);
      return [messages(pair, 1)[0]?.toString(), text ? text.toString() : fieldsOf(value)[0]?.value];
    }),
  );
}

/** What stands in the length-delimited fields of a number. */
const messages = (message: Buffer, number: number): Buffer[] =>
  fieldsOf(message).flatMap((field) =>
    field.number === number && Buffer.isBuffer(field.value) ? [field.value] : [],
  );

function fieldsOf(message: Buffer): { number: number; value: Buffer | number }[] {
  const fields: { number: number; value: Buffer | number }[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = message[at++] as number;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const key = varint();
    const wireType = key & 7;
    if (wireType === 0) {
      fields.push({ number: key >>> 3, value: varint() });
      continue;
    }
    const length = wireType === 2 ? varint() : wireType === 1 ? 8 : 4;
    fields.push({ number: key >>> 3, value: message.subarray(at, (at += length)) });
  }
  return fields;
}
