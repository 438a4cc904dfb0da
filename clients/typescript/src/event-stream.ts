import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { paths } from './schema.js';
import { ProblemError } from './problem.js';
import { pause } from './retry.js';
import type { Answer, Query } from './types.js';

export type Event = Answer<paths['/events']['get']> extends { data: (infer One)[] } ? One : never;
export type EventQuery = Omit<Query<paths['/events']['get']>, 'limit'>;

/** The server sends a comment each 15 s at least: a connection that is silent for so long, in milliseconds, is lost. */
const SILENCE = 45_000;
const FIRST_DELAY = 500;
const LONGEST_DELAY = 30_000;

/**
 * The organization's changes from `after` on, without end, without a gap and without a repetition: a connection
 * that is lost is made again from the last change on.
 * @param open opens the stream of events after a sequence
 * @throws ProblemError when the stream is refused, as without the permission
 */
export async function* followEvents(
  open: (after: number | undefined, signal: AbortSignal) => Promise<Response>,
  { after, signal }: { after?: number | undefined; signal?: AbortSignal | undefined },
): AsyncGenerator<Event, void, undefined> {
  let position = after;
  for (let failed = 0; !signal?.aborted; failed++) {
    const connection = new AbortController();
    const abort = (): void => connection.abort(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    const watch = new SilenceWatch(() => connection.abort(new Error('The stream of events was silent')));
    try {
      const response = await open(position, connection.signal);
      if (!response.ok) throw await ProblemError.from(response);
      for await (const { id, event, data } of messagesOf(response, watch)) {
        failed = 0;
        if (event === 'error') break;
        if (id !== undefined) position = Number(id);
        if (event !== 'position') yield JSON.parse(data) as Event;
      }
    } catch (error) {
      if (signal?.aborted) return;
      if (error instanceof ProblemError && error.status < 500 && error.status !== 429) throw error;
    } finally {
      watch.stop();
      signal?.removeEventListener('abort', abort);
      connection.abort();
    }
    await pause(Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** failed), signal).catch(() => undefined);
  }
}

interface Message {
  id?: string | undefined;
  event?: string | undefined;
  data: string;
}

async function* messagesOf(response: Response, watch: SilenceWatch): AsyncGenerator<Message> {
  const { body } = response;
  if (!body) return;
  const bytes = body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, controller) => {
        watch.restart();
        controller.enqueue(chunk);
      },
    }),
  );
  const messages = bytes
    .pipeThrough(new TextDecoderStream() as unknown as TransformStream<Uint8Array, string>)
    .pipeThrough(new EventSourceParserStream());
  const reader = messages.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** Calls back once nothing has come for too long. */
class SilenceWatch {
  private timer: ReturnType<typeof setTimeout>;

  constructor(private readonly onSilence: () => void) {
    this.timer = setTimeout(onSilence, SILENCE);
  }

  restart(): void {
    this.stop();
    this.timer = setTimeout(this.onSilence, SILENCE);
  }

  stop(): void {
    clearTimeout(this.timer);
  }
}
