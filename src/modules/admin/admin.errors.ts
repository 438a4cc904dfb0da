import { defineProblem, type ProblemMembers } from '../../common/problem.js';

export class UserNotFound extends defineProblem(404, 'user-not-found', 'There is no such account') {}

export class OwnAccount extends defineProblem(
  409,
  'own-account',
  'You cannot deactivate your own account',
  'Another platform admin can, or the command deactivate-user.',
) {}

export class MailsNotKept extends defineProblem(
  404,
  'mails-not-kept',
  'Mails are not kept here',
  'They can be read only in the development mode: with the embedded database and without SMTP_URL.',
) {}

export class PurgeIncomplete extends defineProblem(
  503,
  'purge-incomplete',
  'Something of the organization is left',
  'It was not possible to remove everything. Purge it again; a worker does so, too.',
) {
  static override readonly members: ProblemMembers = {
    left: { type: 'array', items: { type: 'string' }, example: ['files of exports'] },
  };

  static of(left: string[]): PurgeIncomplete {
    return new PurgeIncomplete({
      detail: `What is left: ${left.join(', ')}. Purge it again; a worker does so, too.`,
      left,
    });
  }
}
