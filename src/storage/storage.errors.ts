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

/** A name in the storage is taken: no file is ever replaced. */
export class FileExists extends Error {
  readonly code = 'EEXIST';

  constructor(cause?: unknown) {
    super('EEXIST: there is such a file in the storage', { cause });
  }
}
