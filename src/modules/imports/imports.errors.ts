import { defineProblem } from '../../common/problem.js';

export class ImportNotFound extends defineProblem(404, 'import-not-found', 'There is no such import') {}

export class ImportFinished extends defineProblem(409, 'import-finished', 'The import has ended already') {}

export class ImportUnfinished extends defineProblem(
  409,
  'import-unfinished',
  'The import has not ended yet',
  'Cancel it first.',
) {}

export class ImportTooLarge extends defineProblem(
  413,
  'import-too-large',
  'The file is too large',
  'The file has more bytes than this server accepts.',
) {
  /** @param limit in bytes */
  static over(limit: number): ImportTooLarge {
    return new ImportTooLarge({ detail: `A file may have ${limit / 1024 / 1024} MiB at most.`, limit });
  }
}

/** A final failure of an import. The message is public. */
export class ImportFailure extends Error {}

/** The attempt no longer holds the lease: the import was cancelled or taken over. */
export class LeaseLost extends Error {}
