import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendRepresentation } from '../../http/entity-tag.js';
import { EVENT_STREAM_HEADERS, EventStreamWriter, sendEventStream } from '../../http/server-sent-events.js';
import { varyBy } from '../../http/vary.js';
import { weightOf, weightsIn } from '../../http/weights.js';
import type { EventPageQueryDto } from './dto/events.dto.js';
import type { EventsService } from './events.service.js';
import { SseSink } from './sse-sink.js';

/** Whether a client names the stream, and likes it no less than a page (RFC 9110, 12.5.1). */
function wantsStream(accept: string | undefined): boolean {
  const weights = weightsIn(accept ?? '');
  const weight = weightOf(weights, 'text/event-stream');
  return weight > 0 && weight >= weightOf(weights, 'application/json', 'application/*', '*/*');
}

/** Answers with a page of events or, where the client accepts it, with a stream of them. */
export async function sendEvents(
  events: EventsService,
  query: EventPageQueryDto,
  { method, headers }: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  varyBy('Accept', reply);
  if (!wantsStream(headers.accept)) {
    await sendRepresentation(reply, await events.page(query));
    return;
  }
  if (method === 'HEAD') return void (await reply.headers(EVENT_STREAM_HEADERS).send(Readable.from([])));
  const stream = await events.openStream(query, headers);
  const writer = new EventStreamWriter();
  writer.onceClosed(() => stream.release());
  stream.start(new SseSink(writer));
  await sendEventStream(reply, writer);
}
