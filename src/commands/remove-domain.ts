import { toHostName } from '../common/host-name.js';
import { RequestContext } from '../context/request-context.js';
import { SharedTransaction } from '../database/shared-transaction.js';
import { AdminAudit } from '../modules/admin/admin-audit.js';
import { DomainsService } from '../modules/organizations/domains.service.js';
import { OrganizationsService } from '../modules/organizations/organizations.service.js';
import { type Command, required, UsageError } from './command.js';

export const removeDomain: Command = {
  summary: 'take a verified host name from the organization that has it',
  usage: '--domain HOST',
  options: { domain: { type: 'string' } },
  run: async ({ options, application }) => {
    const domain = toHostName(required(options, 'domain'));
    if (!domain) throw new UsageError('--domain must be a host name, such as tasks.acme.example');
    const { get } = await application();
    const { slug } = await get(RequestContext).run({ actor: 'cli' }, () =>
      get(SharedTransaction).run(async () => {
        const { organizationId: id, isPrimary } = await get(DomainsService).take(domain);
        const { slug } = await get(OrganizationsService).lock(id);
        await get(AdminAudit).record(
          'organization.domain-removed',
          { type: 'organization', id, name: slug },
          {
            before: { domain, isPrimary },
            after: null,
          },
        );
        return { slug };
      }),
    );
    console.log(`${domain} leads to ${slug} no more, and can be verified by another organization.`);
    return true;
  },
};
