import { defineProblem, type ProblemMembers } from '../../common/problem.js';

export class AttachmentNotFound extends defineProblem(
  404,
  'attachment-not-found',
  'There is no such attachment',
) {}

export class AttachmentTooLarge extends defineProblem(
  413,
  'attachment-too-large',
  'The file is too large',
  'The file has more bytes than this server accepts.',
) {
  static override readonly members: ProblemMembers = { limit: { type: 'integer', example: 524288000 } };

  /** @param limit in bytes */
  static over(limit: number): AttachmentTooLarge {
    return new AttachmentTooLarge({ detail: `A file may have ${limit / 1024 / 1024} MiB at most.`, limit });
  }
}
