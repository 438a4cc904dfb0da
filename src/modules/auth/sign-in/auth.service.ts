import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import type { PageQuery } from '../../../common/pagination.js';
import { Bulkhead } from '../../../common/bulkhead.js';
import { ServiceBusy } from '../../../common/service-busy.js';
import { ValidationFailed } from '../../../common/problem.js';
import { Config } from '../../../config/config.js';
import { RequestContext } from '../../../context/request-context.js';
import { SHARED } from '../../../database/shared-transaction.adapter.js';
import { SharedTransaction } from '../../../database/shared-transaction.js';
import { ActionLimits } from '../../../access/action-limits.js';
import { InvalidRefreshToken, TokenRevoked } from '../../../access/access.errors.js';
import { permissionsOf } from '../../../access/permissions.js';
import { PlatformAdmins } from '../../../access/platform-admins.js';
import type { AuthMethod } from '../sessions/session.entity.js';
import type { IssuedSession } from '../sessions/session-cookie.interceptor.js';
import {
  type Client,
  type OpenSession,
  type PresentedToken,
  RefreshTokenReused,
  SessionsService,
} from '../sessions/sessions.service.js';
import { SignInThrottle } from './sign-in-throttle.js';
import { ACCESS_TOKEN_LIFETIME } from '../../../access/tokens.js';
import { InvitationsService } from '../../organizations/invitations.service.js';
import type { OrganizationEntity } from '../../organizations/organization.entity.js';
import { type Membership, isOpen, OrganizationsService } from '../../organizations/organizations.service.js';
import { settingsOf } from '../../organizations/settings.js';
import type { UserEntity } from '../../users/user.entity.js';
import { type PreparedAccount, UsersService } from '../../users/users.service.js';
import { InvalidCredentials, NoOrganization, NotAMember, RegistrationClosed } from './auth.errors.js';
import type { LoginDto, RegisterDto } from '../dto/credentials.dto.js';
import type { MySessionPageDto } from '../dto/my-session.dto.js';
import { type MeDto, toMyUser, toUser } from '../dto/session.dto.js';
import { EmailVerification } from '../account/email-verification.js';
import { SecondFactor, type SecondFactorProof } from '../totp/second-factor.js';
import { InvalidSecondFactor, SecondFactorRequired } from '../totp/totp.errors.js';

/** Registrations at once, and in line. Signing in doesn't wait behind the line, only behind those few. */
const REGISTRATIONS = 4;
const REGISTRATION_LINE = 60;

/** Signing up, in, over and out. */
@Injectable()
export class AuthService {
  private readonly registrations = new Bulkhead(REGISTRATIONS, REGISTRATION_LINE, () => new ServiceBusy());

  constructor(
    private readonly users: UsersService,
    private readonly organizations: OrganizationsService,
    private readonly invitations: InvitationsService,
    private readonly sessions: SessionsService,
    private readonly secondFactor: SecondFactor,
    private readonly verification: EmailVerification,
    private readonly platformAdmins: PlatformAdmins,
    private readonly throttle: SignInThrottle,
    private readonly limits: ActionLimits,
    private readonly shared: SharedTransaction,
    private readonly context: RequestContext,
    private readonly config: Config,
  ) {}

  /**
   * Creates an account that owns a new organization, or that joins one by invitation. An invitation is checked
   * first, so that clients without one can't find out whether an address has an account; the founder of an
   * organization is told, and counted by the limit. An invited user isn't counted.
   * @throws RegistrationClosed, RateLimited, and what the controller names
   */
  async register(body: RegisterDto, client: Client): Promise<IssuedSession> {
    requireOneOrigin(body);
    const { invitationToken } = body;
    this.requireOpenRegistration(invitationToken);
    const taken = await this.limits.count('registrations');
    if (invitationToken !== undefined) await this.invitations.check(invitationToken, body.email);
    await this.users.requireFree(body);
    const session = await this.registrations.run(() => this.createAccount(body, client));
    if (invitationToken !== undefined) await this.limits.giveBack(taken);
    return session;
  }

  /** Signs in, as one attempt that counts as failed unless password and second factor are right. */
  async login(body: LoginDto, client: Client): Promise<IssuedSession> {
    const account = await this.users.findByLogin(body);
    const claimant = { userId: account?.id ?? null, name: body.email ?? body.username, ip: client.ip };
    return this.throttle.attempt(claimant, () => this.signIn(account, body, client), [
      InvalidCredentials,
      InvalidSecondFactor,
    ]);
  }

  async refresh(presented: PresentedToken): Promise<IssuedSession> {
    try {
      return await this.rotate(presented);
    } catch (error) {
      if (error instanceof RefreshTokenReused) await this.sessions.end(error.sessionId);
      throw error;
    }
  }

  async logout(): Promise<void> {
    await this.sessions.end(this.context.session.sessionId);
  }

  /** The caller's sessions in all organizations. */
  async listSessions(query: PageQuery): Promise<MySessionPageDto> {
    const { userId, sessionId } = this.context.user;
    const { data, ...page } = await this.sessions.list(userId, query);
    return { ...page, data: data.map((session) => ({ ...session, isCurrent: session.id === sessionId })) };
  }

  /** Ends a session of the caller's. @throws SessionNotFound */
  endSession(id: string): Promise<void> {
    return this.sessions.endOwn(id, this.context.user.userId);
  }

  async me(): Promise<MeDto> {
    const { user: principal } = this.context;
    const { userId, organizationId, role, tokenId } = principal;
    const user = await this.users.findActive(userId);
    const memberships = await this.organizations.of(userId);
    const current = memberships.find(({ organization }) => organization.id === organizationId);
    if (!user || !current) throw new TokenRevoked();
    return {
      user: toMyUser(user),
      organization: toOrganization(current.organization),
      role,
      permissions: permissionsOf(principal, settingsOf(current.organization.settings).taskWrites),
      isPlatformAdmin: tokenId === undefined && (await this.platformAdmins.has(userId)),
      // A token is for one organization: its bearer doesn't get the other organizations of its owner.
      organizations: (tokenId === undefined ? memberships : [current]).map(
        ({ organization: { id, name, slug }, role }) => ({
          id,
          name,
          slug,
          role,
        }),
      ),
    };
  }

  /** Goes on in another organization of the caller's, in the same session. @throws NotAMember */
  @Transactional(SHARED)
  async switch(organizationId: string, { wantsCookie }: Client): Promise<IssuedSession> {
    const { userId, sessionId } = this.context.session;
    const session = await this.sessions.lock(sessionId);
    const user = await this.users.findActive(userId);
    if (!session || !user) throw new TokenRevoked();
    const membership = await this.membership(user.id, organizationId);
    if (!membership) throw new NotAMember();
    await this.organizations.holdOpen(organizationId);
    await this.organizations.recordUse(organizationId, user.id);
    const rotated = await this.sessions.rotate(session, { organizationId, wantsCookie });
    return this.toSession(user, membership, rotated);
  }

  /** Joins the organization of an invitation and goes on there, in the same session. */
  @Transactional(SHARED)
  async acceptInvitation(token: string, client: Client): Promise<IssuedSession> {
    const user = await this.users.findActive(this.context.user.userId);
    if (!user) throw new TokenRevoked();
    const { organizationId } = await this.invitations.accept(token, user);
    return this.switch(organizationId, client);
  }

  @Transactional(SHARED)
  private async rotate(presented: PresentedToken): Promise<IssuedSession> {
    const { session, repeated } = await this.sessions.authenticate(presented);
    const user = await this.users.findActive(session.userId);
    const membership = user && (await this.membership(user.id, session.organizationId));
    if (!user || !membership) throw new InvalidRefreshToken();
    await this.organizations.holdOpen(session.organizationId);
    return this.toSession(user, membership, repeated ? session : await this.sessions.rotate(session));
  }

  private async signIn(account: UserEntity | null, body: LoginDto, client: Client): Promise<IssuedSession> {
    const isRight = await this.users.isPassword(account, body.password);
    if (!account || !isRight) throw new InvalidCredentials();
    const methods = await this.proveSecondFactor(account.id, body);
    return this.shared.run(async () => {
      const memberships = await this.organizations.withClosed(account.id);
      const { hostOrganizationId } = this.context;
      const isNamed = ({ organization: { id, slug } }: Membership): boolean =>
        body.organization ? slug === body.organization : id === hostOrganizationId;
      const named = Boolean(body.organization ?? hostOrganizationId);
      const chosen = named ? memberships.find(isNamed) : (memberships.find(isOpen) ?? memberships[0]);
      if (!chosen) throw named ? new InvalidCredentials() : new NoOrganization();
      return this.openSession(account, chosen, client, methods);
    });
  }

  /** @returns how the user has authenticated by then, the password included */
  private async proveSecondFactor(
    userId: string,
    { code, recoveryCode }: SecondFactorProof,
  ): Promise<AuthMethod[]> {
    if (!(await this.secondFactor.isEnabled(userId))) return ['pwd'];
    if (code === undefined && recoveryCode === undefined) throw new SecondFactorRequired();
    if (!(await this.secondFactor.accept(userId, { code, recoveryCode }))) throw new InvalidSecondFactor();
    return ['pwd', 'otp'];
  }

  private requireOpenRegistration(invitationToken?: string): void {
    const { registration } = this.config;
    if (registration === 'closed') throw new RegistrationClosed();
    if (registration === 'invited' && invitationToken === undefined)
      throw RegistrationClosed.withoutInvitation();
  }

  private async createAccount(body: RegisterDto, client: Client): Promise<IssuedSession> {
    const { invitationToken, organizationName: name, organizationSlug: slug } = body;
    const account = await this.users.prepare(body);
    const session = await (invitationToken !== undefined
      ? this.shared.run(() => this.registerInvited(account, invitationToken, client))
      : this.shared.runAsOwner(async () => {
          await this.users.create(account);
          const organizationId = await this.organizations.provision({ name: name as string, slug });
          await this.organizations.addMember(organizationId, account.id, 'OWNER');
          await this.verification.send(account);
          return this.enter(account.id, organizationId, client);
        }));
    await this.throttle.remember(account.id, client.ip);
    return session;
  }

  private async registerInvited(
    account: PreparedAccount,
    token: string,
    client: Client,
  ): Promise<IssuedSession> {
    await this.users.create(account);
    const { organizationId } = await this.invitations.accept(token, account);
    return this.enter(account.id, organizationId, client);
  }

  private async enter(userId: string, organizationId: string, client: Client): Promise<IssuedSession> {
    const user = await this.users.findActive(userId);
    const membership = await this.membership(userId, organizationId);
    if (!user || !membership) throw new InvalidCredentials();
    return this.openSession(user, membership, client, ['pwd']);
  }

  private async openSession(
    user: UserEntity,
    membership: Membership,
    client: Client,
    methods: AuthMethod[],
  ): Promise<IssuedSession> {
    const organizationId = membership.organization.id;
    await this.organizations.holdOpen(organizationId);
    if (!(await this.users.recordLogin(user))) throw new InvalidCredentials();
    await this.organizations.recordUse(organizationId, user.id);
    return this.toSession(
      user,
      membership,
      await this.sessions.open(user.id, organizationId, client, methods),
    );
  }

  private async membership(userId: string, organizationId: string): Promise<Membership | undefined> {
    return (await this.organizations.withClosed(userId)).find(
      ({ organization }) => organization.id === organizationId,
    );
  }

  private toSession(
    user: UserEntity,
    { organization, role }: Membership,
    session: OpenSession,
  ): IssuedSession {
    const principal = { userId: user.id, organizationId: organization.id, role, sessionId: session.id };
    return {
      ...this.sessions.signTokens(principal, session),
      inCookie: session.inCookie,
      tokenType: 'Bearer',
      expiresIn: ACCESS_TOKEN_LIFETIME,
      user: toUser(user),
      organization: toOrganization(organization),
      role,
    };
  }
}

function requireOneOrigin({ organizationName, organizationSlug, invitationToken }: RegisterDto): void {
  if ((organizationName === undefined) === (invitationToken === undefined)) {
    throw ValidationFailed.of('organizationName', 'Give exactly one of organizationName and invitationToken');
  }
  if (organizationSlug !== undefined && organizationName === undefined) {
    throw ValidationFailed.of('organizationSlug', 'organizationSlug goes with organizationName');
  }
}

const toOrganization = ({ id, name, slug, plan }: OrganizationEntity) => ({ id, name, slug, plan });
