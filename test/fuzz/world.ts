import { randomUUID } from 'node:crypto';
import { type Answer, send } from './http.ts';

const PASSWORD = 'correct-horse-battery';

export interface Caller {
  name: string;
  token: string;
  refreshToken?: string;
  email: string;
  userId: string;
}

interface Session {
  accessToken: string;
  refreshToken: string;
  user: { id: string; email: string };
  organization: { id: string; slug: string; plan: string };
}

/** Platform admins, who are shared by worlds, as long as they are let in. */
export interface Operators {
  /** Makes a user one; left out where that can't be done. */
  make?: (email: string) => Promise<void>;
  current?: Caller;
}

const ROLES = ['ADMIN', 'MEMBER', 'VIEWER'];

/** What fields hold, by the collection that it is in. */
const FIELDS: Record<string, string> = {
  assigneeId: 'members',
  creatorId: 'members',
  actorId: 'members',
  actor: 'members',
  userId: 'members',
  projectId: 'projects',
  taskId: 'tasks',
  subjectId: 'tasks',
  upTo: 'notifications',
  organizationId: 'organizations',
  ticket: 'tickets',
  cursor: 'cursors',
  invitationToken: 'invitation-tokens',
  token: 'invitation-tokens',
};

/** How many of a kind are remembered; the newest replace others. */
const REMEMBERED = 12;

/** What no API token may do. */
const SESSION_ONLY = /^(?:account|token):|^organization:(?:delete|transfer)$/;

const CSV = 'title,priority,labels\r\nOne,HIGH,"a,b"\r\nTwo,,\r\n';

/** An organization with a caller for each role and something of each kind, so that requests find what they are about. */
export class World {
  readonly callers: Caller[] = [];
  private readonly ids = new Map<string, string[]>();
  private organization: Session['organization'] = { id: '', slug: '', plan: '' };
  private readonly baseUrl: string;

  private constructor(baseUrl: string) {
    this.baseUrl = baseUrl;
  }

  static async create(baseUrl: string, operators: Operators): Promise<World> {
    const world = new World(baseUrl);
    await world.signUp(operators);
    await world.fill();
    return world;
  }

  private async signUp(operators: Operators): Promise<void> {
    const owner = await this.register('owner', { organizationName: 'Fuzz' });
    this.organization = owner.organization;
    this.remember('organizations', owner.organization.id);
    for (const role of ROLES) {
      const email = newEmail(role);
      const invitation = await this.ask('owner', 'POST', '/organizations/current/invitations', {
        email,
        role,
      });
      const { token } = invitation.body as { token: string };
      await this.register(role.toLowerCase(), { email, invitationToken: token });
    }
    for (const { userId } of this.callers) this.remember('members', userId);
    const permissions = await this.ask('owner', 'GET', '/auth/me');
    const script = await this.ask('owner', 'POST', '/auth/tokens', {
      name: 'Fuzz',
      permissions: (permissions.body as { permissions: string[] }).permissions.filter(
        (one) => !SESSION_ONLY.test(one),
      ),
    });
    const [ofOwner] = this.callers as [Caller];
    this.callers.push({
      ...ofOwner,
      name: 'script',
      token: (script.body as { token: string }).token,
      refreshToken: undefined,
    });
    await this.addOperator(operators);
  }

  /** The one of the world before, as long as they are let in. */
  private async addOperator(operators: Operators): Promise<void> {
    if (operators.current) {
      const session = await this.signIn(operators.current.email);
      if (session) return this.addCaller('operator', session);
    }
    if (!operators.make) return;
    const { user } = await this.register('operator', { organizationName: 'Operators' });
    await operators.make(user.email);
    operators.current = this.caller('operator');
  }

  private addCaller(name: string, { accessToken: token, refreshToken, user }: Session): void {
    this.callers.push({ name, token, refreshToken, email: user.email, userId: user.id });
  }

  private async register(name: string, fields: Record<string, string>): Promise<Session> {
    const { body } = await this.ask('', 'POST', '/auth/register', {
      email: newEmail(name),
      password: PASSWORD,
      name: `The ${name}`,
      ...fields,
    });
    this.addCaller(name, body as Session);
    return body as Session;
  }

  /** Something of each kind. */
  private async fill(): Promise<void> {
    const post = (path: string, body?: unknown): Promise<Answer> => this.ask('owner', 'POST', path, body);
    for (const name of ['One', 'Two']) await post('/projects', { name });
    const [projectId, assigneeId] = [this.idsOf('projects')[0], this.idsOf('members')[1]];
    for (const title of ['First', 'Second', 'Third', 'Fourth'])
      await post('/tasks', { title, projectId, assigneeId, labels: ['fuzz', title] });
    const [task] = this.idsOf('tasks');
    await post(`/tasks/${task}/comments`, { body: 'Fine. @nobody' });
    for (const name of ['notes.txt', 'more.txt']) {
      const form = new FormData();
      form.append('file', new Blob(['some notes']), name);
      await post(`/tasks/${task}/attachments`, form);
    }
    for (const format of ['CSV', 'NDJSON']) await post('/exports', { format });
    const form = new FormData();
    form.append('file', new Blob([CSV]), 'tasks.csv');
    await post('/tasks/import', form);
    for (const path of ['one', 'two'])
      await post('/webhooks', { url: `https://hooks.example.com/${path}`, events: ['task.*'] });
    await post(`/webhooks/${this.idsOf('webhooks')[0]}/test`);
    await post('/organizations/current/domains', { domain: `${randomUUID()}.example.com` });
    await post('/organizations/current/invitations', { email: this.callers.at(-1)?.email, role: 'VIEWER' });
    // Operators suspend and purge these rather than the one that all is in.
    for (const name of ['Spare', 'Other', 'Third']) await post('/organizations', { name });
    await post('/auth/tokens', { name: 'Another', permissions: ['task:read'] });
    for (const path of [
      '/auth/sessions',
      '/notifications',
      `/webhooks/${this.idsOf('webhooks')[0]}/deliveries`,
    ])
      await this.ask('owner', 'GET', path);
  }

  /**
   * Signs those in again whose session has ended.
   * @returns whether each caller is let in as in the beginning
   */
  async revive(): Promise<boolean> {
    for (const caller of this.callers) {
      if (await this.isLetIn(caller)) continue;
      if (!caller.refreshToken) return false;
      const session = await this.signIn(caller.email);
      if (!session) return false;
      Object.assign(caller, { token: session.accessToken, refreshToken: session.refreshToken });
      if (!(await this.isLetIn(caller))) return false;
    }
    return true;
  }

  private async isLetIn({ name, token }: Caller): Promise<boolean> {
    const { status, body } = await send(this.baseUrl, {
      method: 'GET',
      path: name === 'script' ? '/tasks?limit=1' : '/auth/me',
      headers: { authorization: `Bearer ${token}` },
    });
    if (status !== 200 || name === 'script') return status === 200;
    const { organization, role } = body as { organization: Session['organization']; role: string };
    const isHere = name === 'operator' || organization.id === this.organization.id;
    const wanted = name === 'operator' ? 'OWNER' : name.toUpperCase();
    return isHere && organization.plan === 'ENTERPRISE' && role === wanted;
  }

  private async signIn(email: string): Promise<Session | undefined> {
    const { status, body } = await send(this.baseUrl, {
      method: 'POST',
      path: '/auth/login',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password: PASSWORD }),
    });
    return status === 200 ? (body as Session) : undefined;
  }

  caller(name: string): Caller | undefined {
    return this.callers.find((one) => one.name === name);
  }

  idsOf(kind: string): string[] {
    return this.ids.get(kind) ?? [];
  }

  /** Real values for a field of a request by this caller. */
  known(field: string, caller: Caller | undefined): unknown[] {
    if (/^(?:p|currentP|newP)assword$/.test(field)) return [PASSWORD];
    if (field === 'email') return caller ? [caller.email] : [];
    if (field === 'refreshToken') return caller?.refreshToken ? [caller.refreshToken] : [];
    if (field === 'slug' || field === 'organization') return [this.organization.slug];
    return this.idsOf(FIELDS[field] ?? '').concat(field === 'id' ? this.idsOf('tasks') : []);
  }

  /** Takes from an answer what later requests can be about. */
  learn(method: string, path: string, { status, body, headers }: Answer): void {
    if (status >= 300) return;
    const names = (path.split('?')[0] as string).split('/').slice(1);
    if (method === 'DELETE') return this.forget(names.at(-1) as string);
    const location = /^(?:https?:\/\/[^/]+)?\/(?:[^/]+\/)*?([^/]+)\/([^/?]+)$/.exec(
      headers.get('location') ?? '',
    );
    if (location) this.remember(location[1] as string, location[2] as string);
    if (typeof body !== 'object' || body === null) return;
    this.learnFrom(names, body as Record<string, unknown>);
  }

  private learnFrom(names: string[], body: Record<string, unknown>): void {
    const kind = names.at(-1) as string;
    const { data, nextCursor, token, ticket, accessToken, refreshToken, user, organization } = body;
    for (const item of Array.isArray(data) ? (data as Record<string, unknown>[]) : [body]) {
      for (const id of [item['id'], item['userId']]) if (typeof id === 'string') this.remember(kind, id);
      if (kind === 'tasks' && typeof item['number'] === 'number') this.remember(kind, `${item['number']}`);
    }
    if (typeof nextCursor === 'string') this.remember('cursors', nextCursor);
    if (kind === 'invitations' && typeof token === 'string') this.remember('invitation-tokens', token);
    if (typeof ticket === 'string') this.remember('tickets', ticket);
    const caller = this.callers.find(
      (one) => one.refreshToken && one.userId === (user as { id?: string } | undefined)?.id,
    );
    const isHere =
      caller?.name === 'operator' ||
      (organization as { id?: string } | undefined)?.id === this.organization.id;
    if (caller && isHere && typeof accessToken === 'string')
      Object.assign(caller, { token: accessToken, refreshToken });
  }

  private remember(kind: string, id: string): void {
    const ids = this.idsOf(kind).filter((one) => one !== id);
    this.ids.set(kind, [...ids, id].slice(-REMEMBERED));
  }

  private forget(id: string): void {
    for (const [kind, ids] of this.ids)
      this.ids.set(
        kind,
        ids.filter((one) => one !== id),
      );
  }

  private async ask(caller: string, method: string, path: string, body?: unknown): Promise<Answer> {
    const token = this.caller(caller)?.token;
    const isForm = body instanceof FormData;
    const answer = await send(this.baseUrl, {
      method,
      path,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && !isForm && { 'content-type': 'application/json' }),
      },
      body: isForm ? body : body === undefined ? undefined : JSON.stringify(body),
    });
    if (answer.status >= 300)
      throw new Error(
        `${method} ${path} by ${caller || 'anonymous'} -> ${answer.status} ${JSON.stringify(answer.body)}`,
      );
    this.learn(method, path, answer);
    return answer;
  }
}

const newEmail = (name: string): string => `fuzz-${name.toLowerCase()}-${randomUUID()}@example.com`;
