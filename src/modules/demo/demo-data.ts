import { Readable } from 'node:stream';
import { Injectable, Logger } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Sequencer } from '../../change-log/sequencer.js';
import type { Role, UserPrincipal } from '../../context/principal.js';
import { RequestContext } from '../../context/request-context.js';
import { SharedTransaction } from '../../database/shared-transaction.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { AttachmentsService } from '../attachments/attachments.service.js';
import { CommentsService } from '../comments/comments.service.js';
import { OrganizationsService } from '../organizations/organizations.service.js';
import { ProjectsService } from '../projects/projects.service.js';
import { type BackdatedTask, TasksService } from '../tasks/tasks.service.js';
import { UsersService } from '../users/users.service.js';
import { DEMO_ORGANIZATIONS, DEMO_PASSWORD, type DemoOrganization } from './demo-content.js';
import { backdated } from './backdated.js';

type Members = Record<Role, UserPrincipal>;

/**
 * The demo data: two organizations with a user for each role, and the projects, tasks, comments and files of their
 * last thirty days. Its changes are in the change log, each by the user who makes it.
 */
@Injectable()
export class DemoData {
  private readonly logger = new Logger(DemoData.name);

  constructor(
    private readonly organizations: OrganizationsService,
    private readonly users: UsersService,
    private readonly projects: ProjectsService,
    private readonly tasks: TasksService,
    private readonly comments: CommentsService,
    private readonly attachments: AttachmentsService,
    private readonly sequencer: Sequencer,
    private readonly shared: SharedTransaction,
    private readonly tenant: TenantTransaction,
    private readonly context: RequestContext,
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
    // One for all users: the password is public, and each hash takes a quarter of a second.
    const passwordHash = await this.users.hashPassword(DEMO_PASSWORD);
    await Promise.all(
      DEMO_ORGANIZATIONS.map((organization) => this.loadOrganization(organization, passwordHash)),
    );
    this.logger.log({ event: 'demo.loaded', msg: 'The demo organizations are loaded' });
  }

  private async loadOrganization(content: DemoOrganization, passwordHash: string): Promise<void> {
    const members = await this.createOrganization(content, passwordHash);
    const projectIds = await this.createProjects(content, members.OWNER);
    const tasks = backdated(content.tasks, new Date(), idsOf(members), projectIds);
    await this.createTasks(tasks, Object.values(members));
    const taskIds = new Map(tasks.map(({ title, id }) => [title, id]));
    for (const [title, author, body] of content.comments)
      await this.as(members[author], () => this.comments.create(found(taskIds, title), { body }));
    for (const [title, author, name, bytes] of content.files) {
      const file = { name, content: Readable.from([Buffer.from(bytes)]) };
      await this.as(members[author], () => this.attachments.attach(found(taskIds, title), file));
    }
  }

  private createOrganization(
    { name, slug, users }: DemoOrganization,
    passwordHash: string,
  ): Promise<Members> {
    return this.shared.runAsOwner(async () => {
      const organizationId = await this.organizations.provision({ name, slug, plan: 'ENTERPRISE' });
      const members = [];
      for (const { role, ...values } of users) {
        const user = { ...values, id: uuidv7(), passwordHash };
        await this.users.create(user);
        await this.users.verifyEmail(user.id, user.email, 'OPERATOR');
        await this.organizations.addMember(organizationId, user.id, role);
        members.push([role, { userId: user.id, organizationId, role, sessionId: null }] as const);
      }
      return Object.fromEntries(members) as Members;
    });
  }

  /** @returns their ids by name */
  private async createProjects(
    { projects }: DemoOrganization,
    owner: UserPrincipal,
  ): Promise<Map<string, string>> {
    const ids = new Map<string, string>();
    for (const [name, description] of projects) {
      const { id } = await this.as(owner, () => this.projects.create({ name, description }));
      ids.set(name, id);
    }
    return ids;
  }

  /** Creates tasks in their order, so that numbers rise with time; those of one creator in a row at once. */
  private async createTasks(tasks: BackdatedTask[], members: UserPrincipal[]): Promise<void> {
    let rest = tasks;
    while (rest[0]) {
      const { creatorId } = rest[0];
      const end = rest.findIndex((task) => task.creatorId !== creatorId);
      const run = end === -1 ? rest : rest.slice(0, end);
      rest = rest.slice(run.length);
      const creator = members.find(({ userId }) => userId === creatorId) as UserPrincipal;
      await this.tenant.runInTenant(creator, async () => {
        await this.sequencer.lock();
        await this.tasks.insertMany(run);
      });
    }
  }

  private as<T>(principal: UserPrincipal, fn: () => Promise<T>): Promise<T> {
    return this.context.run({ principal }, fn);
  }
}

const idsOf = (members: Members): Record<Role, string> => ({
  OWNER: members.OWNER.userId,
  ADMIN: members.ADMIN.userId,
  MEMBER: members.MEMBER.userId,
  VIEWER: members.VIEWER.userId,
});

function found(ids: Map<string, string>, title: string): string {
  const id = ids.get(title);
  if (id === undefined) throw new Error(`The demo has no task "${title}".`);
  return id;
}
