import { pipeline, type Readable, Transform } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Sequencer } from '../../change-log/sequencer.js';
import { FileUploads, type UploadedFile } from '../../http/file-upload.js';
import { PlanLimits } from './plan-limits.js';
import type { PlanLimitReached } from './plans.errors.js';
import { quotaUsage } from './quotas.js';

/** How many bytes of a form may be other than its file. */
const FORM_OVERHEAD = 64 * 1024;

/**
 * Holds uploads to the bytes that the plan has room for. What is declared, or arrives, beyond them is refused before
 * it is kept; files that arrive at once are counted exactly when each gets its row, in the row's transaction. Nothing
 * is reserved until then, so a process that dies leaves no count behind.
 */
@Injectable()
export class StorageQuota {
  constructor(
    private readonly uploads: FileUploads,
    private readonly limits: PlanLimits,
    private readonly sequencer: Sequencer,
  ) {}

  /** As `FileUploads.receive`. @throws PlanLimitReached, and what that throws */
  async receive<T>(
    request: FastifyRequest,
    keep: (file: UploadedFile) => Promise<T>,
    undo: (kept: T) => Promise<void>,
    mayBeNameless = false,
  ): Promise<T> {
    const { usage, limit } = quotaUsage(await this.sequencer.current(), 'storage');
    if (limit === null) return this.uploads.receive(request, keep, undo, mayBeNameless);
    const refusal = await this.limits.refusalOf('storage', usage, limit);
    const remaining = Math.max(0, limit - usage);
    if (leastSizeOf(request) > remaining) throw refusal;
    const keepWithin = (file: UploadedFile) =>
      keep({ ...file, content: within(remaining, file.content, refusal) });
    return this.uploads.receive(request, keepWithin, undo, mayBeNameless);
  }
}

/** How many bytes the file of a request has at least, as far as its headers say. */
function leastSizeOf(request: FastifyRequest): number {
  const length = Number(request.headers['content-length'] ?? 0);
  return request.isMultipart() ? length - FORM_OVERHEAD : length;
}

/** The content, which fails where it has more bytes than there is room for. */
function within(remaining: number, content: Readable, refusal: PlanLimitReached): Readable {
  let left = remaining;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      left -= chunk.length;
      if (left < 0) done(refusal);
      else done(null, chunk);
    },
  });
  // An error of the content destroys the meter, and with it the reader.
  pipeline(content, meter, () => undefined);
  return meter;
}
