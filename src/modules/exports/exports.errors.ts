import { defineProblem, type ProblemMembers } from '../../common/problem.js';
import { EXPORT_STATUSES } from './export-status.js';

export class ExportNotFound extends defineProblem(404, 'export-not-found', 'There is no such export') {}

const exportStatus: ProblemMembers[string] = {
  type: 'string',
  enum: [...EXPORT_STATUSES],
  example: 'COMPLETED',
};

export class ExportNotReady extends defineProblem(409, 'export-not-ready', 'The export has no file') {
  static override readonly members: ProblemMembers = {
    exportStatus: { ...exportStatus, example: 'RUNNING' },
  };
}

export class ExportFinished extends defineProblem(409, 'export-finished', 'The export has ended already') {
  static override readonly members: ProblemMembers = { exportStatus };
}

/** A failure of an export. The message is public. */
export class ExportFailure extends Error {
  /** @param isFinal whether every further attempt would fail as well */
  constructor(
    message: string,
    readonly isFinal = true,
  ) {
    super(message);
  }

  static ofNoRoom(): ExportFailure {
    return new ExportFailure(
      "plan-limit-reached: the organization's plan has no room for the file. Remove files, or ask for a larger plan.",
    );
  }
}
