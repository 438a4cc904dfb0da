import { type Plan, PLANS } from '../config/environment.js';
import { OrganizationsAdminService } from '../modules/admin/organizations-admin.service.js';
import { OrganizationsService } from '../modules/organizations/organizations.service.js';
import { type Command, required, UsageError } from './command.js';

export const setPlan: Command = {
  summary: 'give an organization another plan',
  usage: '--slug SLUG --plan PLAN',
  options: { slug: { type: 'string' }, plan: { type: 'string' } },
  run: async ({ options, application }) => {
    const slug = required(options, 'slug');
    const plan = required(options, 'plan') as Plan;
    if (!PLANS.includes(plan)) throw new UsageError(`--plan must be one of ${PLANS.join(', ')}`);
    const { get, asOperator } = await application();
    await asOperator(async () => {
      const { id } = await get(OrganizationsService).getBySlug(slug);
      await get(OrganizationsAdminService).changePlan(id, plan);
    });
    console.log(`${slug} has the plan ${plan}.`);
    return true;
  },
};
