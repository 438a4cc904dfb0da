import { createHash, randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Bulkhead } from '../../common/bulkhead.js';
import type { StoredFile } from '../storage.js';
import type { S3Bucket, MultipartUpload } from './s3-bucket.js';
import { PartFile } from './part-file.js';

/** In bytes. Services want 5 MiB at least, all but the last alike, and 10,000 at most: 80 GB. */
export const PART_SIZE = 8 * 1024 * 1024;

/**
 * A file on its way into a bucket: as one object where it is no larger than a part, else part by part. The object is
 * there at the end, or not at all.
 */
export class S3Upload {
  private readonly hash = createHash('sha256');
  private readonly id = randomUUID();
  private readonly etags: string[] = [];
  private byteSize = 0;
  private upload: MultipartUpload | undefined;

  /**
   * @param folder for the part that is arriving
   * @param memory limits how many parts are in memory at once
   */
  constructor(
    private readonly bucket: S3Bucket,
    private readonly key: string,
    private readonly folder: string,
    private readonly memory: Bulkhead,
  ) {}

  async run(content: Readable): Promise<StoredFile> {
    const part = await PartFile.create(this.folder, PART_SIZE);
    try {
      for await (const chunk of content as AsyncIterable<Buffer>) {
        this.hash.update(chunk);
        this.byteSize += chunk.length;
        let rest = chunk;
        while (rest.length > 0) {
          if (part.isFull) await this.send(part);
          rest = await part.add(rest);
        }
      }
      await this.finish(part);
      return { byteSize: this.byteSize, sha256: this.hash.digest('hex') };
    } catch (error) {
      // When it can't be reached, the cleanup aborts the upload a day later.
      if (this.upload) await this.bucket.abortUpload(this.upload).catch(() => undefined);
      throw error;
    } finally {
      await part.close();
    }
  }

  private async send(part: PartFile): Promise<void> {
    const upload = (this.upload ??= await this.bucket.beginUpload(this.key, this.id));
    await this.memory.run(async () => {
      this.etags.push(await this.bucket.uploadPart(upload, this.etags.length + 1, await part.take()));
    });
  }

  private async finish(part: PartFile): Promise<void> {
    if (!this.upload)
      return this.memory.run(async () => this.bucket.put(this.key, await part.take(), this.id));
    await this.send(part);
    await this.bucket.completeUpload(this.upload, this.etags, this.id);
  }
}
