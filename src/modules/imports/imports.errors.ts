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

/** The import can't go on, however often it is tried. The message is for whoever asked for it. */
export class ImportFailure extends Error {}

/** The run has lost its import: it was cancelled or taken over. */
export class RunLost extends Error {}
