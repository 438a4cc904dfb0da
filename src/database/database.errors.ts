import { defineProblem } from '../common/problem.js';

export class ProvisioningUnavailable extends defineProblem(
  503,
  'provisioning-unavailable',
  'Organizations cannot be created or purged here',
  'This process has no DATABASE_ADMIN_URL, which creating and purging an organization needs.',
) {}
