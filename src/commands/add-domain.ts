import { DomainsAdminService } from '../modules/admin/domains-admin.service.js';
import { OrganizationsService } from '../modules/organizations/organizations.service.js';
import { toHostName } from '../common/host-name.js';
import { type Command, required, UsageError } from './command.js';

export const addDomain: Command = {
  summary: 'register a host name for an organization',
  usage: '--slug SLUG --domain HOST [--primary]',
  options: {
    slug: { type: 'string' },
    domain: { type: 'string' },
    primary: { type: 'boolean', default: false },
  },
  run: async ({ options, application }) => {
    const slug = required(options, 'slug');
    const domain = toHostName(required(options, 'domain'));
    if (!domain) throw new UsageError('--domain must be a host name, such as tasks.acme.example');
    const { get, asOperator } = await application();
    const added = await asOperator(async () => {
      const { id } = await get(OrganizationsService).getBySlug(slug);
      return get(DomainsAdminService).add(id, { domain, isPrimary: options['primary'] === true });
    });
    console.log(`${domain} leads to ${slug} now${added.isPrimary ? ', as its primary domain' : ''}.`);
    return true;
  },
};
