import { Injectable, Logger } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Principal } from '../../context/principal.js';
import { SharedTransaction } from '../../database/shared-transaction.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { OrganizationsService } from '../organizations/organizations.service.js';
import { TasksService } from '../tasks/tasks.service.js';
import { UsersService } from '../users/users.service.js';
import { DEMO_ORGANIZATIONS, DEMO_PASSWORD, type DemoOrganization } from './demo-content.js';

/** The demo data: two organizations, with a user for each role and tasks in every status. */
@Injectable()
export class DemoData {
  private readonly logger = new Logger(DemoData.name);

  constructor(
    private readonly organizations: OrganizationsService,
    private readonly users: UsersService,
    private readonly tasks: TasksService,
    private readonly shared: SharedTransaction,
    private readonly tenant: TenantTransaction,
  ) {}

  /** @returns whether the demo users can sign in now */
  async loadIfEmpty(): Promise<boolean> {
    if (await this.organizations.isEmpty()) await this.load();
    return this.users.exists(DEMO_ORGANIZATIONS[0]?.users[0]?.email ?? '');
  }

  /** Who a first-time user may sign in as. @returns undefined without the demo data */
  async firstUser(): Promise<{ name: string; email: string; password: string } | undefined> {
    const user = DEMO_ORGANIZATIONS[0]?.users[0];
    if (!user || !(await this.users.exists(user.email))) return undefined;
    return { name: user.name, email: user.email, password: DEMO_PASSWORD };
  }

  /** @throws SlugTaken, EmailTaken when it is loaded already */
  async load(): Promise<void> {
    // One for all of them: everybody knows the password, and each hash takes a quarter of a second.
    const passwordHash = await this.users.hashPassword(DEMO_PASSWORD);
    await Promise.all(
      DEMO_ORGANIZATIONS.map((organization) => this.loadOrganization(organization, passwordHash)),
    );
    this.logger.log({ event: 'demo.loaded', msg: 'The demo organizations are loaded' });
  }

  private async loadOrganization(
    { name, slug, users, tasks }: DemoOrganization,
    passwordHash: string,
  ): Promise<void> {
    const members = users.map(({ role, ...values }) => ({
      role,
      user: { ...values, id: uuidv7(), username: null, passwordHash },
    }));
    const organizationId = await this.shared.runAsOwner(async () => {
      const id = await this.organizations.provision({ name, slug, plan: 'ENTERPRISE' });
      for (const { user, role } of members) {
        await this.users.create(user);
        await this.users.verifyEmail(user.id, user.email, 'OPERATOR');
        await this.organizations.addMember(id, user.id, role);
      }
      return id;
    });
    const authors = members
      .filter(({ role }) => role !== 'VIEWER')
      .map(({ user, role }): Principal => ({ userId: user.id, organizationId, role, sessionId: null }));
    for (const [index, [title, status, priority]] of tasks.entries()) {
      const author = authors[index % authors.length] as Principal;
      await this.tenant.runInTenant(author, async () => {
        const assigneeId = authors[(index + 1) % authors.length]?.userId;
        const { id } = await this.tasks.create({ title, priority, assigneeId, labels: ['demo'] });
        if (status === 'IN_PROGRESS') await this.tasks.update(id, { status }, undefined);
        if (status === 'COMPLETED') await this.tasks.update(id, {}, undefined);
      });
    }
  }
}
