import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendRepresentation } from '../../http/entity-tag.js';
import { EventStreamWriter, sendEventStream } from '../../http/server-sent-events.js';
import { varyBy } from '../../http/vary.js';
import type { EventPageQueryDto } from './dto/events.dto.js';
import type { EventsService } from './events.service.js';
import { SseSink } from './sse-sink.js';

/** Answers with a page of events or, where the client accepts it, with a stream of them. */
export async function sendEvents(
  events: EventsService,
  query: EventPageQueryDto,
  { headers }: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  varyBy('Accept', reply);
  if (!/\btext\/event-stream\b/i.test(headers.accept ?? '')) {
    await sendRepresentation(reply, await events.page(query));
    return;
  }
  const stream = await events.openStream(query, headers);
  const writer = new EventStreamWriter();
  writer.onceClosed(() => stream.release());
  stream.start(new SseSink(writer));
  await sendEventStream(reply, writer);
}
