import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { Readable } from 'node:stream';
import { Problem } from '../../common/problem.js';
import { FileExists, StorageUnavailable } from '../storage.errors.js';
import type { ByteRange } from '../storage.js';
import { isExisting, isMissing, isNotImplemented, isUnknownUpload } from './s3-errors.js';

/** The metadata that tells an object of one `put` from that of another. */
const WRITTEN_BY = 'taskflow-put';
/** For the body of a part to arrive on a slow line, in milliseconds. */
const UPLOAD_TIMEOUT = 60_000;

export interface ObjectHead {
  byteSize: number;
  modifiedAt: Date;
  writtenBy: string | undefined;
}

/** A part of an object, or all of it. */
export interface ObjectContent {
  body: Readable;
  /** The bytes that come, and the version they are of. */
  byteSize: number;
  etag: string | undefined;
}

export interface StoredObject {
  key: string;
  byteSize: number;
  modifiedAt: Date;
}

export interface MultipartUpload {
  key: string;
  id: string;
}

/** A bucket: the requests to it, with keys as they are. All throw StorageUnavailable when it doesn't answer as it should. */
export class S3Bucket {
  /** Not all services have conditional writes; those that don't say so to the first. */
  private hasConditions = true;

  constructor(
    private readonly client: S3Client,
    private readonly name: string,
  ) {}

  async head(key: string): Promise<ObjectHead | undefined> {
    const found = await this.ask(() => this.client.send(new HeadObjectCommand(this.at(key))), isMissing);
    return (
      found && {
        byteSize: found.ContentLength ?? 0,
        modifiedAt: found.LastModified ?? new Date(),
        writtenBy: found.Metadata?.[WRITTEN_BY],
      }
    );
  }

  /** @param etag of the version that is read further. @returns undefined when there is no such object */
  async get(key: string, range?: ByteRange, etag?: string): Promise<ObjectContent | undefined> {
    const Range = range && `bytes=${range.start}-${range.end}`;
    const command = new GetObjectCommand({ ...this.at(key), Range, IfMatch: etag });
    const found = await this.ask(() => this.client.send(command), isMissing);
    if (!found) return undefined;
    return { body: found.Body as Readable, byteSize: found.ContentLength ?? 0, etag: found.ETag };
  }

  /** Stores an object that isn't there yet. @param writtenBy a new id. @throws FileExists */
  async put(key: string, content: Buffer, writtenBy: string): Promise<void> {
    const input = { ...this.at(key), Body: content, Metadata: { [WRITTEN_BY]: writtenBy } };
    await this.create(key, writtenBy, (IfNoneMatch) =>
      this.client.send(new PutObjectCommand({ ...input, IfNoneMatch }), { requestTimeout: UPLOAD_TIMEOUT }),
    );
  }

  /** Stores an object in place of what is there. */
  async replace(key: string, content: Buffer, writtenBy: string): Promise<void> {
    const input = { ...this.at(key), Body: content, Metadata: { [WRITTEN_BY]: writtenBy } };
    await this.ask(() => this.client.send(new PutObjectCommand(input)));
  }

  async delete(key: string): Promise<void> {
    await this.ask(() => this.client.send(new DeleteObjectCommand(this.at(key))), isMissing);
  }

  async beginUpload(key: string, writtenBy: string): Promise<MultipartUpload> {
    const command = new CreateMultipartUploadCommand({
      ...this.at(key),
      Metadata: { [WRITTEN_BY]: writtenBy },
    });
    const { UploadId: id } = await this.ask(() => this.client.send(command));
    return { key, id: id as string };
  }

  /** @param number from 1. @returns the ETag of the part */
  async uploadPart({ key, id }: MultipartUpload, number: number, content: Buffer): Promise<string> {
    const command = new UploadPartCommand({
      ...this.at(key),
      UploadId: id,
      PartNumber: number,
      Body: content,
    });
    const { ETag } = await this.ask(() => this.client.send(command, { requestTimeout: UPLOAD_TIMEOUT }));
    return ETag as string;
  }

  /** Makes the object, which isn't there before. @throws FileExists */
  async completeUpload({ key, id }: MultipartUpload, etags: string[], writtenBy: string): Promise<void> {
    const Parts = etags.map((ETag, index) => ({ ETag, PartNumber: index + 1 }));
    const input = { ...this.at(key), UploadId: id, MultipartUpload: { Parts } };
    await this.create(key, writtenBy, (IfNoneMatch) =>
      this.client.send(new CompleteMultipartUploadCommand({ ...input, IfNoneMatch }), {
        requestTimeout: UPLOAD_TIMEOUT,
      }),
    );
  }

  /** Removes the parts of an upload, if there is such an upload. */
  async abortUpload({ key, id }: MultipartUpload): Promise<void> {
    const command = new AbortMultipartUploadCommand({ ...this.at(key), UploadId: id });
    await this.ask(() => this.client.send(command), isUnknownUpload);
  }

  /** The objects whose keys begin with `prefix`, in the order of their keys. A request brings a thousand. */
  async *list(prefix: string): AsyncIterable<StoredObject> {
    let token: string | undefined;
    do {
      const input = { Bucket: this.name, Prefix: prefix, ContinuationToken: token };
      const page = await this.ask(() => this.client.send(new ListObjectsV2Command(input)));
      for (const {
        Key: key = '',
        Size: byteSize = 0,
        LastModified: modifiedAt = new Date(),
      } of page.Contents ?? [])
        yield { key, byteSize, modifiedAt };
      token = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (token !== undefined);
  }

  /** The uploads that have neither been completed nor aborted. */
  async *uploads(prefix: string): AsyncIterable<MultipartUpload & { begunAt: Date }> {
    let next: { KeyMarker?: string; UploadIdMarker?: string } = {};
    for (;;) {
      const command = new ListMultipartUploadsCommand({ Bucket: this.name, Prefix: prefix, ...next });
      const page = await this.ask(() => this.client.send(command));
      for (const { Key: key = '', UploadId: id = '', Initiated: begunAt = new Date() } of page.Uploads ?? [])
        yield { key, id, begunAt };
      if (!page.IsTruncated) return;
      next = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
    }
  }

  /**
   * Makes an object under the condition that it isn't there. An answer that got lost is asked for again: what stands in
   * the way then may be what the first request has made.
   */
  private async create(
    key: string,
    writtenBy: string,
    send: (condition: '*' | undefined) => Promise<unknown>,
  ): Promise<void> {
    const isMade = async (): Promise<boolean> => (await this.head(key))?.writtenBy === writtenBy;
    // Requests at the same time may learn that there are none.
    const isConditional = this.hasConditions;
    if (!isConditional && (await this.head(key))) throw new FileExists();
    try {
      await send(isConditional ? '*' : undefined);
    } catch (error) {
      if (isConditional && isNotImplemented(error)) {
        this.hasConditions = false;
        return this.create(key, writtenBy, send);
      }
      const isExpected = isExisting(error) || isUnknownUpload(error);
      if (isExpected && (await isMade())) return;
      throw isExisting(error) ? new FileExists(error) : StorageUnavailable.because(error);
    }
  }

  private ask<T>(send: () => Promise<T>): Promise<T>;
  private ask<T>(send: () => Promise<T>, isNone: (error: unknown) => boolean): Promise<T | undefined>;
  private async ask<T>(send: () => Promise<T>, isNone?: (error: unknown) => boolean): Promise<T | undefined> {
    try {
      return await send();
    } catch (error) {
      if (isNone?.(error)) return undefined;
      throw error instanceof Problem ? error : StorageUnavailable.because(error);
    }
  }

  private at(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.name, Key: key };
  }
}
