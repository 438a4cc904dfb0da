import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendRepresentation } from '../../http/entity-tag.js';
import { varyBy } from '../../http/vary.js';
import type { EventPageQueryDto } from './dto/events.dto.js';
import type { EventsService } from './events.service.js';
import { SseSink } from './sse-sink.js';

/** Answers with a page of events or, for whoever accepts it, with a stream of them. */
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
  if (reply.raw.destroyed) return stream.release();
  reply.raw.once('close', () => stream.release());
  const sink = new SseSink();
  stream.start(sink);
  await reply
    .headers({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'private, no-cache, no-transform',
      // nginx would collect events until it has a buffer full of them.
      'x-accel-buffering': 'no',
    })
    .send(sink.body);
}
