import { Readable } from 'node:stream';
import { StorageUnavailable } from '../storage.errors.js';
import type { ByteRange } from '../storage.js';
import type { S3Bucket } from './s3-bucket.js';

/** How long a service may take to send more, in milliseconds. */
const STALLED_AFTER = 20_000;
/** How often in a row a download may break off before anything of it has come. */
const RESUMPTIONS = 3;

/**
 * Reads an object. A connection that breaks off, as services do when a reader is slow, is followed by another from where
 * it ended, of the same version.
 * @returns undefined when there is no such object
 */
export async function download(
  bucket: S3Bucket,
  key: string,
  range?: ByteRange,
): Promise<Readable | undefined> {
  const first = await bucket.get(key, range);
  if (!first) return undefined;
  const start = range?.start ?? 0;
  const end = start + first.byteSize - 1;
  const read = async function* (): AsyncGenerator<Buffer> {
    let position = start;
    let failures = 0;
    let { body } = first;
    while (position <= end) {
      try {
        for await (const chunk of unlessStalled(body)) {
          position += chunk.length;
          failures = 0;
          yield chunk;
        }
        if (position <= end) throw new Error(`The object ended ${end + 1 - position} bytes early.`);
      } catch (error) {
        if (++failures > RESUMPTIONS) throw StorageUnavailable.because(error);
        const next = await bucket.get(key, { start: position, end }, first.etag);
        if (!next) throw StorageUnavailable.because(error);
        ({ body } = next);
      }
    }
  };
  const content = Readable.from(read(), { objectMode: false });
  // What is destroyed before it is read never gets into the loop.
  return content.once('close', () => first.body.destroy());
}

/** The time is that of the service alone: a reader may be as slow as it likes. */
async function* unlessStalled(body: Readable): AsyncGenerator<Buffer> {
  const chunks = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  try {
    for (;;) {
      const timer = setTimeout(
        () => body.destroy(new Error('The service sends nothing more.')),
        STALLED_AFTER,
      );
      const { done, value } = await chunks.next().finally(() => clearTimeout(timer));
      if (done) return;
      yield value;
    }
  } finally {
    body.destroy();
  }
}
