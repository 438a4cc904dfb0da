import { resolve } from 'node:path';
import { ChangeNotifications } from '../../change-notifications/change-notifications.js';
import { OperatorError } from '../../common/operator-error.js';
import { isSlug, SLUG_RULE } from '../../common/slug.js';
import { roleOf, sessionConfig, withClient } from '../../database/connection.js';
import { WebhookSecrets } from '../../modules/webhooks/webhook-secrets.js';
import { createStorage } from '../../storage/create-storage.js';
import { ownerUrl } from '../../tenancy/migration/owner-connection.js';
import { NEWEST_VERSION } from '../../tenancy/tenant-schema.js';
import { type Command, required, UsageError } from '../command.js';
import { BytesProgress } from '../progress-bar.js';
import { verifyArchive } from './archive-reader.js';
import { type LoadedOrganization, OrganizationLoad } from './load-organization.js';

export const unarchive: Command = {
  summary: 'make an organization of an archive, here or in another deployment',
  usage: '--from FILE [--slug SLUG] [--trust-addresses]',
  options: {
    from: { type: 'string' },
    slug: { type: 'string' },
    'trust-addresses': { type: 'boolean', default: false },
  },
  run: async ({ config, options, application }) => {
    const from = resolve(required(options, 'from'));
    const given = options['slug'];
    if (given !== undefined && !isSlug(given)) throw new UsageError(`--slug ${SLUG_RULE}`);
    const progress = new BytesProgress(process.stdout);
    try {
      const verified = await verifyArchive(from, progress);
      const { schemaVersion, organization, version } = verified.content;
      if (schemaVersion > NEWEST_VERSION)
        throw new OperatorError(
          `The archive is of a newer version (${version}): its schema is at ${schemaVersion}, this one knows ${NEWEST_VERSION}.`,
        );
      const slug = typeof given === 'string' ? given : organization.slug;
      const { get } = await application();
      const storage = await createStorage(config);
      const loaded = await withClient(sessionConfig(ownerUrl(config), 'unarchive'), (client) =>
        new OrganizationLoad(client, storage, get(WebhookSecrets), verified, progress).run({
          slug,
          trustsAddresses: options['trust-addresses'] === true,
          runtime: roleOf(config.database.runtime),
          groupRoles: config.database.groupRoles,
        }),
      );
      // Processes that remember an organization of this id read what it has now.
      get(ChangeNotifications).publish(loaded.id, loaded.chain.sequence);
      progress.clear();
      report(slug, loaded, verified.content.members.length);
      return true;
    } finally {
      progress.clear();
    }
  },
};

function report(
  slug: string,
  { id, isCopy, chain, webhooks, renamed, created }: LoadedOrganization,
  members: number,
): void {
  console.log(
    `${slug} (${id}) is there, with ${members} members and ${chain.entries} entries of its log, the last of which has ${chain.hash}.`,
  );
  if (isCopy)
    console.log(
      'The organization of the archive is there as well: this copy has an id, and a chain, of its own.',
    );
  if (created.length > 0)
    console.log(
      `New accounts, which ask for a password at POST /auth/password/forgot: ${created.join(', ')}`,
    );
  if (renamed.size > 0)
    console.log(`${renamed.size} members have other ids here: their log keeps those of the archive.`);
  if (webhooks > 0)
    console.log(`${webhooks} webhooks have new secrets and are disabled until receivers know them.`);
}
