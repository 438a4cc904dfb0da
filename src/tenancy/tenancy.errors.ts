import { defineProblem } from '../common/problem.js';

export class OrganizationUnavailable extends defineProblem(
  503,
  'organization-unavailable',
  'The organization is being brought up to date',
  'Its data has to be migrated to this version of the service first, and nothing of it is lost. Try again in a moment.',
) {
  override headers = { 'retry-after': '5' };
}
