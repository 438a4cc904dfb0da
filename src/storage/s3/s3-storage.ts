import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { Bulkhead } from '../../common/bulkhead.js';
import { parseStorageUrl, type StorageAddress } from '../../config/storage-url.js';
import {
  type ByteRange,
  type FileKey,
  folderName,
  organizationOf,
  isName,
  requireName,
  type SnapshotFile,
  Storage,
  type StorageSnapshot,
  type StoredEntry,
  type StoredFile,
  type StoredName,
} from '../storage.js';
import { S3Bucket } from './s3-bucket.js';
import { createAnonymousClient, createClient } from './s3-client.js';
import { misconfiguration } from './s3-errors.js';
import { download } from './s3-download.js';
import { S3Snapshot } from './s3-snapshot.js';
import { S3Upload } from './s3-upload.js';

/** How many parts a process sends, and has in memory, at once. */
const CONCURRENT_PARTS = 4;
/** How many deletions of one organization run at once. */
const CONCURRENT_DELETIONS = 8;
/** An upload that began so long ago and never ended was of a process that died, in milliseconds. */
const ABANDONED_AFTER = 24 * 60 * 60_000;

export interface S3Options {
  abandonedAfter?: number;
  /** Until the answer to a request without a file begins, in milliseconds. */
  requestTimeout?: number;
}

/** The storage in a bucket of an S3-compatible service: `<prefix><organization id in hex>/<name>`. */
export class S3Storage extends Storage {
  readonly backend = 'S3';
  private readonly memory = new Bulkhead(CONCURRENT_PARTS, Infinity, () => new Error('There is no limit.'));
  private readonly snapshots: S3Snapshot;

  private constructor(
    private readonly client: S3Client,
    private readonly bucket: S3Bucket,
    private readonly address: StorageAddress,
    private readonly partsFolder: string,
    private readonly abandonedAfter: number,
  ) {
    super();
    this.snapshots = new S3Snapshot(bucket, address.prefix);
  }

  /** @param dataDir has the parts of uploads while they arrive */
  static create(
    url: string,
    dataDir: string,
    { abandonedAfter = ABANDONED_AFTER, requestTimeout }: S3Options = {},
  ): S3Storage {
    const address = parseStorageUrl(url) as StorageAddress;
    const client = createClient(address, requestTimeout);
    const bucket = new S3Bucket(client, address.bucket);
    return new S3Storage(client, bucket, address, join(dataDir, 'parts'), abandonedAfter);
  }

  async put(key: FileKey, content: Readable): Promise<StoredFile> {
    try {
      return await new S3Upload(this.bucket, this.keyOf(key), this.partsFolder, this.memory).run(content);
    } catch (error) {
      // Content that was never read has no listener: its next error would end the process.
      content.on('error', () => undefined).destroy();
      throw error;
    }
  }

  async open(key: FileKey, range?: ByteRange): Promise<Readable | undefined> {
    return download(this.bucket, this.keyOf(key), range);
  }

  async size(key: FileKey): Promise<number | undefined> {
    return (await this.bucket.head(this.keyOf(key)))?.byteSize;
  }

  async delete(key: FileKey): Promise<void> {
    const path = this.keyOf(key);
    if (!(await this.snapshots.isOpen())) await this.bucket.delete(path);
  }

  async *list(organizationId: string): AsyncIterable<StoredName> {
    yield* this.entries(this.folder(organizationId));
  }

  async *listAll(): AsyncIterable<StoredEntry> {
    yield* this.entries(this.address.prefix);
  }

  async deleteAll(organizationId: string): Promise<void> {
    const folder = this.folder(organizationId);
    if (await this.snapshots.isOpen()) return;
    for await (const upload of this.bucket.uploads(folder)) await this.bucket.abortUpload(upload);
    const objects = this.bucket.list(folder)[Symbol.asyncIterator]();
    const remove = async (): Promise<void> => {
      for (let next = await objects.next(); !next.done; next = await objects.next())
        await this.bucket.delete(next.value.key);
    };
    await Promise.all(Array.from({ length: CONCURRENT_DELETIONS }, remove));
  }

  async cleanUp(): Promise<void> {
    await this.snapshots.cleanUp();
    for await (const upload of this.bucket.uploads(this.address.prefix))
      if (upload.begunAt.getTime() < Date.now() - this.abandonedAfter) await this.bucket.abortUpload(upload);
  }

  async snapshot(): Promise<StorageSnapshot | undefined> {
    const end = await this.snapshots.begin();
    if (!end) return undefined;
    const open = async (key: FileKey) => {
      const byteSize = await this.size(key);
      const content = byteSize === undefined ? undefined : await this.open(key);
      return content && byteSize !== undefined ? { byteSize, content } : undefined;
    };
    return { list: () => this.entries(this.address.prefix), open, end };
  }

  async ping(): Promise<void> {
    const { bucket: Bucket, prefix: Prefix } = this.address;
    await this.client.send(new ListObjectsV2Command({ Bucket, Prefix, MaxKeys: 1 }));
  }

  /**
   * Lists, writes and deletes, as all that follows does.
   * @throws OperatorError for what only an operator can mend, and any other error when it can't be used now
   */
  async check(): Promise<void> {
    try {
      await this.ping();
      const probe = `${this.address.prefix}.probe-${randomUUID()}`;
      await this.bucket.replace(probe, Buffer.from('probe'), probe);
      await this.bucket.delete(probe);
    } catch (error) {
      const cause = (error as { cause?: unknown }).cause ?? error;
      throw misconfiguration(cause, this.address.bucket) ?? cause;
    }
  }

  async exposures(organizationId: string): Promise<string[]> {
    const anonymous = createAnonymousClient(this.address);
    const { bucket: Bucket } = this.address;
    const Prefix = this.folder(organizationId);
    try {
      await anonymous.send(new ListObjectsV2Command({ Bucket, Prefix, MaxKeys: 1 }));
      return [`${Prefix} in the bucket ${Bucket} can be listed without credentials`];
    } catch {
      return [];
    } finally {
      anonymous.destroy();
    }
  }

  /** The files below a prefix. What else is there isn't of this deployment. */
  private async *entries(prefix: string): AsyncIterable<StoredEntry & SnapshotFile> {
    for await (const { key, byteSize, modifiedAt } of this.bucket.list(prefix)) {
      const [folder = '', name = '', ...rest] = key.slice(this.address.prefix.length).split('/');
      const organizationId = organizationOf(folder);
      if (organizationId === undefined || !isName(name) || rest.length > 0) continue;
      yield { organizationId, name, byteSize, modifiedAt };
    }
  }

  private keyOf({ organizationId, name }: FileKey): string {
    return this.folder(organizationId) + requireName(name);
  }

  /** @throws Error when it is no organization's id */
  private folder(organizationId: string): string {
    return `${this.address.prefix}${folderName(organizationId)}/`;
  }
}
