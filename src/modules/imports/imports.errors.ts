import { defineProblem, type ProblemMembers } from '../../common/problem.js';
import { WORK_STATUSES } from '../../queue/work-status.js';

export class ImportNotFound extends defineProblem(404, 'import-not-found', 'There is no such import') {}

const importStatus: ProblemMembers[string] = {
  type: 'string',
  enum: [...WORK_STATUSES],
  example: 'COMPLETED',
};

export class ImportFinished extends defineProblem(409, 'import-finished', 'The import has ended already') {
  static override readonly members: ProblemMembers = { importStatus };
}

export class ImportUnfinished extends defineProblem(
  409,
  'import-unfinished',
  'The import has not ended yet',
  'Cancel it first.',
) {
  static override readonly members: ProblemMembers = {
    importStatus: { ...importStatus, example: 'RUNNING' },
  };
}

export class ImportTooLarge extends defineProblem(
  413,
  'import-too-large',
  'The file is too large',
  'The file has more bytes than this server accepts.',
) {
  static override readonly members: ProblemMembers = { limit: { type: 'integer', example: 524288000 } };

  /** @param limit in bytes */
  static over(limit: number): ImportTooLarge {
    return new ImportTooLarge({ detail: `A file may have ${limit / 1024 / 1024} MiB at most.`, limit });
  }
}

/** A final failure of an import. The message is public. */
export class ImportFailure extends Error {}

/** The attempt no longer holds the lease: the import was cancelled or taken over. */
export class LeaseLost extends Error {}
