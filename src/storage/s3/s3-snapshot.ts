import { randomUUID } from 'node:crypto';
import { OperatorError } from '../../common/operator-error.js';
import type { S3Bucket } from './s3-bucket.js';

/** Between two heartbeats of a backup, in milliseconds. */
const HEARTBEAT_INTERVAL = 10_000;
/** A backup without a heartbeat for so long has died, in milliseconds. */
const STALE_AFTER = 120_000;

/**
 * The sign in a bucket that a backup runs. While it is there, nothing is deleted: a row that names a file goes, and is
 * committed, before its file; so what a backup's part of the database names is there when the backup comes to it. What
 * was left out is deleted by the cleanup of files afterwards, as no row names it.
 */
export class S3Snapshot {
  private readonly key: string;

  constructor(
    private readonly bucket: S3Bucket,
    prefix: string,
  ) {
    this.key = `${prefix}.snapshot`;
  }

  /** Whether nothing may be deleted. Asked before each deletion: one that remembers the answer could be too late. */
  async isOpen(): Promise<boolean> {
    const beat = await this.bucket.head(this.key);
    return beat !== undefined && beat.modifiedAt.getTime() > Date.now() - STALE_AFTER;
  }

  /** @returns what ends it, and throws OperatorError when files may have been deleted; undefined while another is open */
  async begin(): Promise<(() => Promise<void>) | undefined> {
    if (await this.isOpen()) return undefined;
    const id = randomUUID();
    let [beatenAt, longest] = [Date.now(), 0];
    const beat = async (): Promise<void> => {
      await this.bucket.replace(this.key, Buffer.from(id), id);
      longest = Math.max(longest, Date.now() - beatenAt);
      beatenAt = Date.now();
    };
    await beat();
    const timer = setInterval(() => void beat().catch(() => undefined), HEARTBEAT_INTERVAL);
    timer.unref();
    return async () => {
      clearInterval(timer);
      const found = await this.bucket.head(this.key);
      const isWhole = found?.writtenBy === id && Math.max(longest, Date.now() - beatenAt) < STALE_AFTER;
      if (found?.writtenBy === id) await this.bucket.delete(this.key);
      if (!isWhole)
        throw new OperatorError(
          'The storage could not be told for so long that a backup runs that files may have been deleted: try again.',
        );
    };
  }

  /** Removes the sign of a backup that died. */
  async cleanUp(): Promise<void> {
    const beat = await this.bucket.head(this.key);
    if (beat && !(await this.isOpen())) await this.bucket.delete(this.key);
  }
}
