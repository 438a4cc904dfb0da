import { createHash } from 'node:crypto';
import { pipeline, Transform } from 'node:stream';
import { finished } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { FileUploads, type UploadedFile } from '../http/file-upload.js';
import { fingerprintOf } from './fingerprint.js';
import { IdempotencyKeyInUse, IdempotencyKeyReused } from './idempotency.errors.js';
import { type Claim, IdempotencyService } from './idempotency.service.js';

/** A key before the file is there. */
export interface UploadClaim extends Omit<Claim, 'fingerprint'> {
  /** The status of the answer. */
  status: number;
}

/** What a call does with the file that it takes. */
export interface Upload<Kept, Answer> {
  /** Stores the file of the request, which passes through `tap`. */
  receive: (tap: (file: UploadedFile) => UploadedFile) => Promise<Kept>;
  /** Takes a stored file back. */
  discard: (kept: Kept) => Promise<void>;
  /** Makes the change, in the transaction that `once` opens. */
  change: (kept: Kept, once: (change: () => Promise<Answer>) => Promise<Answer>) => Promise<Answer>;
  /** The largest file that `receive` takes, in bytes. */
  maxBytes: number;
}

interface Pending {
  claim: UploadClaim;
  isReplay: boolean;
}

/**
 * Takes a file once for its `Idempotency-Key`. The file's hash stands for the body, so all of it has to arrive before
 * its key means anything, and no transaction is open meanwhile. Two requests with one key that reach different processes
 * both arrive; one of them makes the change, and the other gets its answer, or 409 while it is being committed.
 */
@Injectable()
export class IdempotentUploads {
  private readonly pending = new WeakMap<FastifyRequest, Pending>();
  /** The keys whose first request is under way in this process. */
  private readonly running = new Set<string>();

  constructor(
    private readonly idempotency: IdempotencyService,
    private readonly uploads: FileUploads,
  ) {}

  /**
   * Handles a request whose service calls `take`.
   * @returns the answer, and whether it was given before
   * @throws IdempotencyKeyInUse
   */
  async handle(
    request: FastifyRequest,
    claim: UploadClaim,
    handler: () => Promise<unknown>,
  ): Promise<{ body: unknown; isReplay: boolean }> {
    const name = this.idempotency.nameOf(claim);
    if (this.running.has(name)) throw new IdempotencyKeyInUse();
    const pending = { claim, isReplay: false };
    this.running.add(name);
    this.pending.set(request, pending);
    try {
      const body = await handler();
      return { body, isReplay: pending.isReplay };
    } finally {
      this.running.delete(name);
    }
  }

  /** @throws IdempotencyKeyReused, IdempotencyKeyInUse, and what `upload` and `FileUploads` throw */
  async take<Kept, Answer>(request: FastifyRequest, upload: Upload<Kept, Answer>): Promise<Answer> {
    const pending = this.pending.get(request);
    if (!pending) return makeChange(upload, await upload.receive((file) => file), (change) => change());
    const digest = new FileDigest(request);
    if (await this.idempotency.isKnown(pending.claim)) return this.repeat(request, pending, digest, upload);
    const kept = await upload.receive((file) => digest.tap(file));
    const claim = { ...pending.claim, fingerprint: digest.fingerprint };
    const answer = await makeChange(upload, kept, async (change) => {
      const outcome = await this.idempotency.once(claim, async () => ({
        body: await change(),
        status: claim.status,
        headers: {},
      }));
      pending.isReplay = outcome.isReplay === true;
      return outcome.body as Answer;
    });
    if (pending.isReplay) await upload.discard(kept);
    return answer;
  }

  /** The answer to a file that was taken before. This one is looked at and not stored: there may be no room for it. */
  private async repeat<Kept, Answer>(
    request: FastifyRequest,
    pending: Pending,
    digest: FileDigest,
    { maxBytes }: Upload<Kept, Answer>,
  ): Promise<Answer> {
    const read = async (file: UploadedFile): Promise<void> => {
      const { content } = digest.tap(file, maxBytes);
      await finished(content.resume());
    };
    await this.uploads.receive(request, read, () => Promise.resolve(), true);
    const { body } = await this.idempotency.replay({ ...pending.claim, fingerprint: digest.fingerprint });
    pending.isReplay = true;
    return body as Answer;
  }
}

async function makeChange<Kept, Answer>(
  { change, discard }: Upload<Kept, Answer>,
  kept: Kept,
  once: (change: () => Promise<Answer>) => Promise<Answer>,
): Promise<Answer> {
  try {
    return await change(kept, once);
  } catch (error) {
    await discard(kept);
    throw error;
  }
}

/** SHA-256 of a file while it passes, and of what belongs to it: its name and its charset. */
class FileDigest {
  private readonly hash = createHash('sha256');
  private about: object = {};

  constructor(private readonly request: FastifyRequest) {}

  /** @param maxBytes what has more isn't the file that came first */
  tap(file: UploadedFile, maxBytes = Infinity): UploadedFile {
    const { name, charset, content } = file;
    this.about = { name, charset };
    let bytes = 0;
    const { hash } = this;
    const meter = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        bytes += chunk.length;
        hash.update(chunk);
        if (bytes > maxBytes) done(new IdempotencyKeyReused());
        else done(null, chunk);
      },
    });
    // An error of the content destroys the meter, and so fails its reader.
    pipeline(content, meter, () => undefined);
    return { ...file, content: meter };
  }

  get fingerprint(): Buffer {
    const { method, url } = this.request;
    return fingerprintOf(method, url, { ...this.about, sha256: this.hash.digest('hex') });
  }
}
