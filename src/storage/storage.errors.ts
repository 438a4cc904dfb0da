import { isDiskFull } from '../common/disk-full.js';
import { defineProblem } from '../common/problem.js';

export class StorageUnavailable extends defineProblem(
  503,
  'storage-unavailable',
  'The storage of files can not be used',
  'Nothing was changed. Try again in as many seconds as Retry-After says.',
) {
  override headers = { 'retry-after': '10' };

  static because(cause: unknown): StorageUnavailable {
    return Object.assign(new StorageUnavailable(), { cause });
  }
}

export class StorageFull extends defineProblem(
  507,
  'storage-full',
  'There is no room for the file',
  'Nothing of it was kept. It can be sent again once there is room.',
) {
  /** What a write failed with, as what a client is told: this, where it says that there is no room. */
  static orElse(error: unknown): unknown {
    return isDiskFull(error) ? Object.assign(new StorageFull(), { cause: error }) : error;
  }
}

/** A name in the storage is taken: no file is ever replaced. */
export class FileExists extends Error {
  readonly code = 'EEXIST';

  constructor(cause?: unknown) {
    super('EEXIST: there is such a file in the storage', { cause });
  }
}
