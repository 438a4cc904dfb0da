import { isEmail } from 'class-validator';
import { toHostName } from '../common/host-name.js';
import { type Plan, PLANS } from '../config/environment.js';
import { OrganizationsAdminService } from '../modules/admin/organizations-admin.service.js';
import { isSlug, SLUG_RULE } from '../common/slug.js';
import { type Command, required, UsageError } from './command.js';

export const createTenant: Command = {
  summary: 'create an organization, and invite its owner',
  usage: '--name NAME [--slug SLUG] [--domain HOST] [--plan PLAN] [--owner E-MAIL]',
  options: {
    name: { type: 'string' },
    slug: { type: 'string' },
    domain: { type: 'string' },
    plan: { type: 'string' },
    owner: { type: 'string' },
  },
  run: async ({ config, options, application }) => {
    const name = required(options, 'name');
    const { slug, owner } = options as Record<string, string | undefined>;
    const plan = (options['plan'] ?? config.defaultPlan) as Plan;
    if (slug !== undefined && !isSlug(slug)) throw new UsageError(`--slug ${SLUG_RULE}`);
    if (!PLANS.includes(plan)) throw new UsageError(`--plan must be one of ${PLANS.join(', ')}`);
    const domain = toHostName(options['domain']);
    if (options['domain'] !== undefined && !domain)
      throw new UsageError('--domain must be a host name, such as acme.example.com');
    if (owner !== undefined && !isEmail(owner)) throw new UsageError('--owner must be an e-mail address');
    const { get, asOperator } = await application();
    const { id, invitation } = await asOperator(() =>
      get(OrganizationsAdminService).create({ name, slug, plan, domain, owner }),
    );
    const token = invitation?.token;
    console.log(`Created ${name} (${id})`);
    if (token)
      console.log(`${owner} becomes its owner with this invitation token, shown this once:\n${token}`);
    else console.log('It has no members yet: --owner E-MAIL would have invited an owner.');
    return true;
  },
};
