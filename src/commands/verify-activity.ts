import { ChangeLogReader } from '../change-log/change-log-reader.js';
import { RequestContext } from '../context/request-context.js';
import { systemIn } from '../context/principal.js';
import { OrganizationsService } from '../modules/organizations/organizations.service.js';
import { type Command, required } from './command.js';

export const verifyActivity: Command = {
  summary: "look whether an organization's log of changes is whole",
  usage: '--slug SLUG',
  options: { slug: { type: 'string' } },
  run: async ({ options, application }) => {
    const slug = required(options, 'slug');
    const { get, asOperator } = await application();
    const { id } = await asOperator(() => get(OrganizationsService).getBySlug(slug));
    const { entries, sequence, hash, brokenAt } = await get(RequestContext).run(
      { principal: systemIn(id) },
      () => get(ChangeLogReader).verify(),
    );
    if (brokenAt === null)
      console.log(`The log of ${slug} is whole: ${entries} entries, the last has ${hash}.`);
    else
      console.log(`The log of ${slug} breaks at ${brokenAt}: ${entries} entries of ${sequence} are there.`);
    return brokenAt === null;
  },
};
