import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

interface Export {
  status: string;
  rowCount: number;
  sha256: string;
  fileUrl: string;
  error: string | null;
}

interface Import {
  status: string;
  accepted: number;
  refused: number;
  refusals: { line: number; reason: string }[];
  error: string | null;
}

interface Session {
  accessToken: string;
  organization: { slug: string };
}

/** What names a registrant on a server that may have seen this script before. */
const newEmail = (name: string): string => `${name}-${randomBytes(4).toString('hex')}@example.com`;

/** A registrant who is signed in, and speaks to the API. */
export class DemoClient {
  readonly email: string;
  /** The slug of the organization. */
  readonly organization: string;
  private readonly url: string;
  private readonly token: string;

  private constructor(url: string, email: string, token: string, organization: string) {
    this.url = url;
    this.email = email;
    this.token = token;
    this.organization = organization;
  }

  /** Signs a user up, with an organization of their own or by an invitation to `email`. */
  static async signUp(
    url: string,
    name: string,
    joins: { organizationName: string } | { invitationToken: string },
    email = newEmail('loader'),
  ): Promise<DemoClient> {
    const password = randomBytes(12).toString('base64url');
    const anonymous = new DemoClient(url, email, '', '');
    const registrant = { email, password, name, ...joins };
    const session = await anonymous.callJson<Session>('POST', '/auth/register', registrant);
    return new DemoClient(url, email, session.accessToken, session.organization.slug);
  }

  /** Invites a new user, who accepts. */
  async bringIn(name: string): Promise<DemoClient> {
    const email = newEmail(name);
    return DemoClient.signUp(this.url, name, { invitationToken: await this.invite(email) }, email);
  }

  /** Invites an existing user, who accepts. */
  async bringAlong(registrant: DemoClient): Promise<void> {
    await registrant.call('POST', '/invitations/accept', { token: await this.invite(registrant.email) });
  }

  private async invite(email: string): Promise<string> {
    const path = '/organizations/current/invitations';
    return (await this.callJson<{ token: string }>('POST', path, { email, role: 'MEMBER' })).token;
  }

  /** @param body sent as CSV when it is a string, as JSON otherwise. @throws Error unless it succeeds */
  async call(method: string, path: string, body?: unknown): Promise<Response> {
    const type = typeof body === 'string' ? 'text/csv' : 'application/json';
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...(this.token ? { authorization: `Bearer ${this.token}` } : {}),
        ...(body === undefined ? {} : { 'content-type': type }),
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response;
  }

  async callJson<T>(method: string, path: string, body?: unknown): Promise<T> {
    return (await (await this.call(method, path, body)).json()) as T;
  }

  /** Exports the organization's tasks and looks whether the file is whole. */
  async exportTasks(columns?: readonly string[]): Promise<{ text: string; rowCount: number }> {
    const { exportId } = await this.callJson<{ exportId: string }>('POST', '/tasks/export', { columns });
    const state = await this.ended<Export>(`/exports/${exportId}`);
    const bytes = Buffer.from(await (await this.call('GET', state.fileUrl)).arrayBuffer());
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    if (sha256 !== state.sha256)
      throw new Error(`The file's sha256 is ${sha256}, the export says ${state.sha256}`);
    return { text: bytes.toString(), rowCount: state.rowCount };
  }

  /** Imports tasks, and the projects that they name. @throws Error when a row is refused */
  async importTasks(csv: string): Promise<void> {
    const path = '/tasks/import?unknownProjects=create';
    const { importId } = await this.callJson<{ importId: string }>('POST', path, csv);
    const { refused, refusals } = await this.ended<Import>(`/imports/${importId}`);
    const [first] = refusals;
    if (first)
      throw new Error(`${refused} rows were refused, the first in line ${first.line}: ${first.reason}`);
  }

  private async ended<T extends { status: string; error: string | null }>(path: string): Promise<T> {
    for (;;) {
      const state = await this.callJson<T>('GET', path);
      if (state.status === 'COMPLETED') return state;
      if (state.status !== 'QUEUED' && state.status !== 'RUNNING')
        throw new Error(`${path} is ${state.status}: ${state.error}`);
      await sleep(100);
    }
  }
}
