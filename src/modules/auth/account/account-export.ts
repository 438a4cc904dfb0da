import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { ActionLimits } from '../../../access/action-limits.js';
import { TokenRevoked } from '../../../access/access.errors.js';
import { systemIn } from '../../../context/principal.js';
import { RequestContext } from '../../../context/request-context.js';
import {
  type AccountKey,
  PersonalData,
  type PersonalRow,
  type RowWindow,
} from '../../../tenancy/personal-data.js';
import { TenantTransaction } from '../../../tenancy/tenant-transaction.js';
import type { Membership } from '../../organizations/organizations.service.js';
import { OrganizationsService } from '../../organizations/organizations.service.js';
import { UsersService } from '../../users/users.service.js';

/** Rows that are read in one transaction. */
const PAGE = 500;

/** The user's data over all organizations, as one JSON document. */
@Injectable()
export class AccountExport {
  constructor(
    private readonly users: UsersService,
    private readonly organizations: OrganizationsService,
    private readonly personalData: PersonalData,
    private readonly limits: ActionLimits,
    private readonly tenant: TenantTransaction,
    private readonly context: RequestContext,
  ) {}

  /**
   * The caller's data. It is read page by page as fast as the client takes it: no transaction is open between two
   * pages, and none for a client that stopped reading.
   * @throws RateLimited, TokenRevoked
   */
  async open(): Promise<{ fileName: string; content: Readable }> {
    await this.limits.count('accountExports');
    const user = await this.users.findActive(this.context.session.userId);
    if (!user) throw new TokenRevoked();
    const memberships = await this.organizations.withClosed(user.id);
    const exportedAt = new Date().toISOString();
    return {
      fileName: `taskflow-data-${exportedAt.slice(0, 10)}.json`,
      content: Readable.from(this.document(user, memberships, exportedAt), { objectMode: false }),
    };
  }

  private async *document(
    user: AccountKey,
    memberships: Membership[],
    exportedAt: string,
  ): AsyncGenerator<string> {
    yield `{"exportedAt":${JSON.stringify(exportedAt)}`;
    for (const data of this.personalData.ofAccounts) {
      if (!data.read) continue;
      const value = await this.context.run({}, async () => data.read?.(user));
      yield `,\n${JSON.stringify(data.name)}:${JSON.stringify(value)}`;
    }
    yield ',\n"organizations":[';
    let separator = '\n';
    for (const membership of memberships) {
      if (membership.organization.status === 'PURGING') continue;
      yield separator;
      separator = ',\n';
      yield* this.organization(user.id, membership);
    }
    yield ']}\n';
  }

  private async *organization(userId: string, membership: Membership): AsyncGenerator<string> {
    const { organization, role, joinedAt } = membership;
    const { id, name, slug, status } = organization;
    yield JSON.stringify({ id, name, slug, status, role, joinedAt }).slice(0, -1);
    for (const data of this.personalData.ofOrganizations) {
      if (!data.read) continue;
      const read = (window: RowWindow): Promise<PersonalRow[]> =>
        this.tenant.runInTenant(systemIn(id), () => data.read?.(userId, window) ?? Promise.resolve([]));
      yield `,\n${JSON.stringify(data.name)}:[`;
      yield* rows(read);
      yield ']';
    }
    yield '}';
  }
}

/** All rows, as elements of a JSON array. */
async function* rows(read: (window: RowWindow) => Promise<PersonalRow[]>): AsyncGenerator<string> {
  let after: string | number | undefined;
  let page: PersonalRow[];
  do {
    page = await read({ after, limit: PAGE });
    if (page.length > 0) {
      const text = page.map((row) => JSON.stringify(row)).join(',\n');
      yield after === undefined ? text : `,\n${text}`;
    }
    after = page.at(-1)?.id;
  } while (page.length === PAGE);
}
