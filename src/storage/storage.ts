import type { Readable } from 'node:stream';

/** Which file: one of an organization's, under a name of letters, digits, `-`, `_` and inner dots. */
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

/** A name in the storage: of a file, or of what a `put` that never ended left behind. */
export interface StoredName {
  name: string;
  modifiedAt: Date;
}

/**
 * Where files are kept, each under its organization. Nothing here assumes a file system: a key is no
 * path, files are only ever written whole, and none is changed.
 */
export abstract class Storage {
  /**
   * Keeps all of `content`, durably, or nothing: nobody sees a part of it, also after a crash.
   * @throws Error when the file is there already, and whatever `content` or the medium fails with
   */
  abstract put(key: FileKey, content: Readable): Promise<StoredFile>;

  /** Opens a file, or a range of it. @returns undefined when it isn't there */
  abstract open(key: FileKey, range?: ByteRange): Promise<Readable | undefined>;

  /** @returns bytes, or undefined when it isn't there */
  abstract size(key: FileKey): Promise<number | undefined>;

  /** Removes a file, if it is there. */
  abstract delete(key: FileKey): Promise<void>;

  /** Everything that is kept for an organization. */
  abstract list(organizationId: string): AsyncIterable<StoredName>;

  /** The organizations that something is kept for. */
  abstract organizations(): AsyncIterable<string>;

  /** Removes everything that is kept for an organization. */
  abstract deleteAll(organizationId: string): Promise<void>;
}
