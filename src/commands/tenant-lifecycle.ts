import { OrganizationPurge } from '../modules/admin/organization-purge.js';
import type { Move } from '../modules/organizations/organization-moves.js';
import { OrganizationsAdminService } from '../modules/admin/organizations-admin.service.js';
import type { AdminOrganizationDto } from '../modules/admin/dto/organizations-admin.dto.js';
import {
  ORGANIZATION_STATUSES,
  type OrganizationStatus,
} from '../modules/organizations/organization.entity.js';
import { OrganizationsService } from '../modules/organizations/organizations.service.js';
import { type Command, required, UsageError } from './command.js';

/** A command that makes one move with the organization of a slug. */
const moving = (
  move: Exclude<Move, 'purge'>,
  summary: string,
  say: (organization: AdminOrganizationDto) => string,
): Command => ({
  summary,
  usage: '--slug SLUG',
  options: { slug: { type: 'string' } },
  run: async ({ options, application }) => {
    const slug = required(options, 'slug');
    const { get, asOperator } = await application();
    const organizations = get(OrganizationsAdminService);
    const moved = await asOperator(async () =>
      organizations[move]((await get(OrganizationsService).getBySlug(slug)).id),
    );
    console.log(say(moved));
    return true;
  },
});

export const suspendTenant = moving(
  'suspend',
  'close an organization; its data stays as it is',
  ({ slug }) => `${slug} is suspended: its tokens end within a second, and no new ones are issued.`,
);

export const resumeTenant = moving(
  'resume',
  'open a suspended organization',
  ({ slug }) => `${slug} is open again.`,
);

export const deleteTenant = moving(
  'delete',
  'close an organization and have it purged after a grace period',
  ({ slug, purgeAfter }) =>
    `${slug} is deleted. Until ${purgeAfter?.toISOString()} restore-tenant brings it back; then a worker purges it.`,
);

export const restoreTenant = moving(
  'restore',
  'open a deleted organization, with all that it had',
  ({ slug }) => `${slug} is open again.`,
);

export const purgeTenant: Command = {
  summary: 'remove everything of a deleted organization for good, without waiting',
  usage: '--slug SLUG --yes',
  options: { slug: { type: 'string' }, yes: { type: 'boolean', default: false } },
  run: async ({ options, application }) => {
    const slug = required(options, 'slug');
    if (!options['yes'])
      throw new UsageError(`This removes all data of ${slug}: say --yes if that is what you want.`);
    const { get, asOperator } = await application();
    const { id, nothingLeftOf, roleLeft } = await asOperator(async () =>
      get(OrganizationPurge).purge((await get(OrganizationsService).getBySlug(slug)).id),
    );
    console.log(`${slug} (${id}) is gone. A check found nothing left of: ${nothingLeftOf.join(', ')}.`);
    if (roleLeft)
      console.log(
        `Its database role ${roleLeft} could not be dropped and stays, without rights; a worker tries again.`,
      );
    return true;
  },
};

export const listTenants: Command = {
  summary: 'list organizations: slug, status, plan, name, and when it is purged',
  usage: '[--status STATUS]',
  options: { status: { type: 'string' } },
  run: async ({ options, application }) => {
    const status = options['status'] as OrganizationStatus | undefined;
    if (status !== undefined && !ORGANIZATION_STATUSES.includes(status))
      throw new UsageError(`--status must be one of ${ORGANIZATION_STATUSES.join(', ')}`);
    const { get } = await application();
    const limit = 100;
    for (let page = 1; ; page++) {
      const { data, total } = await get(OrganizationsAdminService).list({ page, limit, status });
      for (const { slug, status, plan, name, purgeAfter } of data) {
        const purge = purgeAfter ? `  purged after ${purgeAfter.toISOString()}` : '';
        console.log(`${slug.padEnd(24)}  ${status.padEnd(9)}  ${plan.padEnd(10)}  ${name}${purge}`);
      }
      if (page * limit >= total) {
        console.log(`${total} organizations`);
        return true;
      }
    }
  },
};
