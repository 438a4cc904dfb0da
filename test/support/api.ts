import { randomUUID } from 'node:crypto';
import type { SessionDto } from '#app/modules/auth/dto/session.dto.js';
import type { Contract } from './contract.ts';

/** A session whose client keeps the refresh token by itself. */
export type BearerSession = SessionDto & { refreshToken: string };

export type TestRole = 'owner' | 'admin' | 'member' | 'viewer';

export interface ApiResponse {
  status: number;
  headers: Headers;
  /** The parsed JSON, or the text of anything else. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into it as they like
  body: any;
}

/** A call that can be awaited, or first told which status to expect. */
export class ApiCall implements PromiseLike<ApiResponse> {
  constructor(private readonly response: Promise<ApiResponse>) {}

  /** @throws Error with the answer in it when the status is another. */
  async expect(status: number): Promise<ApiResponse> {
    const response = await this.response;
    if (response.status !== status) {
      throw new Error(`expected ${status}, got ${response.status}: ${JSON.stringify(response.body)}`);
    }
    return response;
  }

  then<A = ApiResponse, B = never>(
    resolve?: ((value: ApiResponse) => A | PromiseLike<A>) | null,
    reject?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.response.then(resolve, reject);
  }
}

/** Calls the API as one user, or anonymously. Every answer is checked against the contract. */
export class ApiClient {
  constructor(
    readonly baseUrl: string,
    readonly contract: Contract,
    readonly session?: SessionDto,
  ) {}

  get userId(): string {
    return this.session?.user.id ?? '';
  }

  get(path: string, headers?: Record<string, string>): ApiCall {
    return this.call('GET', path, undefined, headers);
  }

  post(path: string, body?: unknown, headers?: Record<string, string>): ApiCall {
    return this.call('POST', path, body, headers);
  }

  patch(path: string, body?: unknown, headers?: Record<string, string>): ApiCall {
    return this.call('PATCH', path, body, headers);
  }

  put(path: string, body?: unknown, headers?: Record<string, string>): ApiCall {
    return this.call('PUT', path, body, headers);
  }

  delete(path: string, headers?: Record<string, string>): ApiCall {
    return this.call('DELETE', path, undefined, headers);
  }

  /** @param body sent as it is when a string, bytes or a form, as JSON otherwise */
  call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): ApiCall {
    return new ApiCall(this.send(method, path, body, headers));
  }

  /** The same API with another session, such as one that an answer brought. */
  as(session: SessionDto): ApiClient {
    return new ApiClient(this.baseUrl, this.contract, session);
  }

  async login(email: string, password: string, organization?: string): Promise<ApiClient> {
    const { body } = await this.post('/auth/login', { email, password, organization }).expect(200);
    return this.as(body);
  }

  private async send(
    method: string,
    path: string,
    body: unknown,
    headers: Record<string, string>,
  ): Promise<ApiResponse> {
    const response = await fetch(this.baseUrl + path, {
      method,
      // Answers are checked as they are, a redirect too.
      redirect: 'manual',
      body: isSentAsIs(body) ? body : JSON.stringify(body),
      headers: {
        // A form brings its own type, with the boundary in it.
        ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }),
        ...(this.session ? { authorization: `Bearer ${this.session.accessToken}` } : {}),
        ...headers,
      },
    });
    const text = await response.text();
    const contentType = response.headers.get('content-type') ?? '';
    const answer = {
      status: response.status,
      headers: response.headers,
      body: contentType.includes('json') ? JSON.parse(text) : text,
    };
    this.contract.check(method, path, { ...answer, contentType });
    return answer;
  }
}

const isSentAsIs = (body: unknown): body is string | Uint8Array<ArrayBuffer> | FormData | undefined =>
  body === undefined || typeof body === 'string' || body instanceof Uint8Array || body instanceof FormData;

/** An organization with one member per role. */
export class TestOrganization {
  constructor(
    readonly id: string,
    readonly slug: string,
    readonly owner: ApiClient,
    readonly admin: ApiClient,
    readonly member: ApiClient,
    readonly viewer: ApiClient,
  ) {}
}

export const PASSWORD = 'correct-horse-battery';

/** An address that no other test uses. */
export const newEmail = (name = 'user'): string => `${name}-${randomUUID()}@example.com`;

/** The API as an anonymous client sees it. */
export class Api extends ApiClient {
  /** Signs up a user who owns a new organization. */
  async newOwner(organizationName = 'Acme'): Promise<ApiClient> {
    const { body } = await this.post('/auth/register', {
      email: newEmail('owner'),
      password: PASSWORD,
      name: 'Owner',
      organizationName,
    }).expect(201);
    return this.as(body);
  }

  async newOrganization(name = 'Acme'): Promise<TestOrganization> {
    const owner = await this.newOwner(name);
    const [admin, member, viewer] = await Promise.all([
      this.newMember(owner, 'ADMIN'),
      this.newMember(owner, 'MEMBER'),
      this.newMember(owner, 'VIEWER'),
    ]);
    const { id, slug } = (owner.session as SessionDto).organization;
    return new TestOrganization(id, slug, owner, admin, member, viewer);
  }

  /** Invites a new user and signs them up. */
  async newMember(owner: ApiClient, role: 'OWNER' | 'ADMIN' | 'MEMBER' | 'VIEWER'): Promise<ApiClient> {
    const email = newEmail(role.toLowerCase());
    const invitation = await owner.post('/organizations/current/invitations', { email, role }).expect(201);
    const { body } = await this.post('/auth/register', {
      email,
      password: PASSWORD,
      name: role,
      invitationToken: invitation.body.token,
    }).expect(201);
    return this.as(body);
  }
}
