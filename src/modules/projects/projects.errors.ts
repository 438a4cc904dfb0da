import { defineProblem, type ProblemMembers } from '../../common/problem.js';

export class ProjectNotFound extends defineProblem(404, 'project-not-found', 'There is no such project') {}

export class ProjectNameTaken extends defineProblem(
  409,
  'project-name-taken',
  'Another project has this name',
  'Choose another one; upper and lower case make no difference.',
) {}

export class ProjectTooLarge extends defineProblem(
  409,
  'project-too-large',
  'The project has too many tasks to be deleted',
) {
  static override readonly members: ProblemMembers = { limit: { type: 'integer', example: 10000 } };

  static with(limit: number): ProjectTooLarge {
    return new ProjectTooLarge({
      detail: `Delete tasks or move them to other projects first: ${limit} may be left.`,
      limit,
    });
  }
}
