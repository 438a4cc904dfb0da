import type { Readable } from 'node:stream';

/** The key of a file: its organization, and a name of letters, digits, `-`, `_` and inner dots. */
export interface FileKey {
  organizationId: string;
  name: string;
}

export interface StoredFile {
  byteSize: number;
  /** In hexadecimal. */
  sha256: string;
}

/** First and last byte, both included. */
export interface ByteRange {
  start: number;
  end: number;
}

/** A name in the storage: of a file, or of the partial file of a `put` that never ended. */
export interface StoredName {
  name: string;
  modifiedAt: Date;
}

/**
 * The storage of files, each of one organization. The interface assumes no file system: a key is no path, files are
 * written as a whole, and none is changed.
 */
export abstract class Storage {
  /**
   * Stores all of `content`, durably, or nothing: a part of it is never visible, not even after a crash.
   * @throws Error when the file exists, and any error of `content` or of the medium
   */
  abstract put(key: FileKey, content: Readable): Promise<StoredFile>;

  /** Opens a file, or a range of it. @returns undefined when it doesn't exist */
  abstract open(key: FileKey, range?: ByteRange): Promise<Readable | undefined>;

  /** @returns bytes, or undefined when it doesn't exist */
  abstract size(key: FileKey): Promise<number | undefined>;

  /** Removes a file, if it exists. */
  abstract delete(key: FileKey): Promise<void>;

  /** The names of everything stored for an organization. */
  abstract list(organizationId: string): AsyncIterable<StoredName>;

  /** The ids of the organizations with stored files. */
  abstract organizations(): AsyncIterable<string>;

  /** Removes everything stored for an organization. */
  abstract deleteAll(organizationId: string): Promise<void>;

  /** Removes what processes that died have left beside the files of organizations. */
  abstract cleanUp(): Promise<void>;
}
