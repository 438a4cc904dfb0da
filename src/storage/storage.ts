import type { Readable } from 'node:stream';
import { validate as isUUID } from 'uuid';

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

/** A name in the storage, of an organization. */
export interface StoredEntry extends FileKey, StoredName {}

/** A file as a backup reads it. */
export interface SnapshotFile extends FileKey {
  byteSize: number;
}

/** What a storage has from a moment on: files that are deleted later can still be read, until it ends. */
export interface StorageSnapshot {
  /** All files, those deleted since included; a file may come twice. */
  list(): AsyncIterable<SnapshotFile>;
  open(key: FileKey): Promise<{ byteSize: number; content: Readable } | undefined>;
  /** @throws OperatorError when files that were deleted meanwhile were not kept all the time */
  end(): Promise<void>;
}

/** No separator and no leading dot: a name can't leave its folder. */
const NAME = /^\w[\w-]*(?:\.[\w-]+)*$/;

/** How an organization is called in the storage. @throws Error when it is no organization's id */
export function folderName(organizationId: string): string {
  if (!isUUID(organizationId)) throw new Error('An organization is named by its id.');
  return organizationId.toLowerCase().replaceAll('-', '');
}

/** @returns undefined for what is no name of an organization */
export function organizationOf(folder: string): string | undefined {
  const id = folder.replace(
    /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/,
    '$1-$2-$3-$4-$5',
  );
  return isUUID(id) && folderName(id) === folder ? id : undefined;
}

export const isName = (name: string): boolean => NAME.test(name) && name.length <= 200;

/** @throws Error for a name that is none */
export function requireName(name: string): string {
  if (!isName(name)) throw new Error('A file needs a name that is no path.');
  return name;
}

/**
 * The storage of files, each of one organization. The interface assumes no file system: a key is no path, files are
 * written as a whole, and none is changed.
 */
export abstract class Storage {
  /** What the readiness check calls it. */
  abstract readonly backend: string;

  /**
   * Stores all of `content`, durably, or nothing: a part of it is never visible, not even after a crash.
   * @throws FileExists when the file exists, StorageUnavailable, and any error of `content` or of the medium
   */
  abstract put(key: FileKey, content: Readable): Promise<StoredFile>;

  /** Opens a file, or a range of it. @returns undefined when it doesn't exist. @throws StorageUnavailable */
  abstract open(key: FileKey, range?: ByteRange): Promise<Readable | undefined>;

  /** @returns bytes, or undefined when it doesn't exist. @throws StorageUnavailable */
  abstract size(key: FileKey): Promise<number | undefined>;

  /** Removes a file, if it exists. @throws StorageUnavailable */
  abstract delete(key: FileKey): Promise<void>;

  /** The names of everything stored for an organization. @throws StorageUnavailable */
  abstract list(organizationId: string): AsyncIterable<StoredName>;

  /** The names of everything stored for any organization, organization by organization. @throws StorageUnavailable */
  abstract listAll(): AsyncIterable<StoredEntry>;

  /** Removes everything stored for an organization. @throws StorageUnavailable */
  abstract deleteAll(organizationId: string): Promise<void>;

  /** Removes what processes that died have left beside the files of organizations. @throws StorageUnavailable */
  abstract cleanUp(): Promise<void>;

  /** Keeps from now on what is deleted, for a backup. @returns undefined while there is another snapshot */
  abstract snapshot(): Promise<StorageSnapshot | undefined>;

  /** Whether it can be read at all. @throws Error when it can't */
  abstract ping(): Promise<void>;

  /** How others could read the files of an organization, a sentence each. */
  abstract exposures(organizationId: string): Promise<string[]>;
}
