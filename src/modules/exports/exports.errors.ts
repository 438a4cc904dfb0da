import { defineProblem } from '../../common/problem.js';

export class ExportNotFound extends defineProblem(404, 'export-not-found', 'There is no such export') {}

export class ExportNotReady extends defineProblem(409, 'export-not-ready', 'The export has no file') {}

export class ExportFinished extends defineProblem(409, 'export-finished', 'The export has ended already') {}

export class TooManyStreams extends defineProblem(
  429,
  'too-many-streams',
  'The organization follows too many exports at once',
  'Close a stream that is not needed any more, or ask for the export from time to time.',
) {
  override headers = { 'retry-after': '5' };
}

/** Why an export has no file, in words for whoever asked for it. */
export class ExportFailure extends Error {
  /** @param isFinal whether it would fail again, however often it is tried */
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
