import { defineProblem } from '../../common/problem.js';

export class ExportNotFound extends defineProblem(404, 'export-not-found', 'There is no such export') {}

export class ExportNotReady extends defineProblem(409, 'export-not-ready', 'The export has no file') {}

export class ExportFinished extends defineProblem(409, 'export-finished', 'The export has ended already') {}

/** Why an export has no file, in words for whoever asked for it. */
export class ExportFailure extends Error {
  /** @param isFinal whether it would fail again, however often it is tried */
  constructor(
    message: string,
    readonly isFinal = true,
  ) {
    super(message);
  }
}
