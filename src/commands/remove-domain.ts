import { toHostName } from '../common/host-name.js';
import { DomainsAdminService } from '../modules/admin/domains-admin.service.js';
import { type Command, required, UsageError } from './command.js';

export const removeDomain: Command = {
  summary: 'take a verified host name from the organization that has it',
  usage: '--domain HOST',
  options: { domain: { type: 'string' } },
  run: async ({ options, application }) => {
    const domain = toHostName(required(options, 'domain'));
    if (!domain) throw new UsageError('--domain must be a host name, such as tasks.acme.example');
    const { get, asOperator } = await application();
    const slug = await asOperator(() => get(DomainsAdminService).take(domain));
    console.log(`${domain} leads to ${slug} no more, and can be verified by another organization.`);
    return true;
  },
};
