import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { v7 as uuidv7 } from 'uuid';
import type { Page, PageQuery } from '../../common/pagination.js';
import { Config } from '../../config/config.js';
import type { Role } from '../../context/principal.js';
import { RequestContext } from '../../context/request-context.js';
import { SHARED } from '../../database/shared-transaction.adapter.js';
import { Mailer } from '../../mail/mailer.js';
import { PermissionDenied, TokenRevoked } from '../../access/access.errors.js';
import { ActionLimits } from '../../access/action-limits.js';
import { FreshSignIn } from '../../access/fresh-sign-in.js';
import { givesRights, mayGive } from '../../access/permissions.js';
import { PlanLimits } from '../plans/plan-limits.js';
import { UsersService } from '../users/users.service.js';
import type { InvitationDto, IssuedInvitationDto } from './dto/invitation.dto.js';
import type { InvitationEntity } from './invitation.entity.js';
import { InvitationsRepository } from './invitations.repository.js';
import { invitationMail } from './invitation-mail.js';
import { MembershipsRepository } from './memberships.repository.js';
import { AlreadyMember, InvitationForAnotherAddress, InvitationNotFound } from './organizations.errors.js';
import { OrganizationsService } from './organizations.service.js';

/** Life of an invitation, in milliseconds. */
const LIFETIME = 7 * 24 * 3600 * 1000;

@Injectable()
export class InvitationsService {
  constructor(
    private readonly invitations: InvitationsRepository,
    private readonly memberships: MembershipsRepository,
    private readonly organizations: OrganizationsService,
    private readonly users: UsersService,
    private readonly mailer: Mailer,
    private readonly limits: PlanLimits,
    private readonly freshSignIn: FreshSignIn,
    private readonly actionLimits: ActionLimits,
    private readonly context: RequestContext,
    private readonly config: Config,
  ) {}

  /**
   * Invites an address by mail, in place of an earlier invitation to it. The inviter can also pass the token on; it
   * is readable this once, and isn't the one in the mail: that one proves the mailbox. Open invitations count as
   * members here, so that none exceeds the quota.
   * @throws AlreadyMember, PlanLimitReached, RateLimited
   */
  @Transactional(SHARED)
  async create(email: string, role: Role): Promise<IssuedInvitationDto> {
    const { principal } = this.context;
    const { organizationId, userId, tokenId = null } = principal;
    if (!mayGive(principal, role)) throw PermissionDenied.toGive(principal, role);
    if (givesRights(role)) await this.freshSignIn.require();
    await this.actionLimits.count('invitations');
    return this.issue(organizationId, email, role, { invitedBy: userId, apiTokenId: tokenId });
  }

  /**
   * As `create`, of an owner whom an operator invites to an organization.
   * @throws AlreadyMember, PlanLimitReached
   */
  @Transactional(SHARED)
  inviteOwner(organizationId: string, email: string): Promise<IssuedInvitationDto> {
    return this.issue(organizationId, email, 'OWNER', { invitedBy: null, apiTokenId: null });
  }

  private async issue(
    organizationId: string,
    email: string,
    role: Role,
    inviter: Pick<InvitationEntity, 'invitedBy' | 'apiTokenId'>,
  ): Promise<IssuedInvitationDto> {
    if (await this.memberships.isMemberByEmail(organizationId, email)) throw new AlreadyMember();
    await this.limits.reserveMember(organizationId, () => this.invitations.countOpen(organizationId, email));
    const token = newToken();
    const mailToken = newToken();
    const invitation = { id: uuidv7(), email, role, expiresAt: new Date(Date.now() + LIFETIME) };
    const stored = await this.invitations.replace({
      ...invitation,
      organizationId,
      tokenHash: hash(token),
      mailTokenHash: hash(mailToken),
      ...inviter,
    });
    if (!stored) throw new TokenRevoked();
    const { name: organization } = await this.organizations.lock(organizationId);
    const { invitedBy } = inviter;
    const name = invitedBy === null ? null : ((await this.users.findActive(invitedBy))?.name ?? null);
    const mail = { organization, inviter: name, token: mailToken };
    await this.mailer.send(invitationMail(email, mail, this.config.publicUrl));
    return { ...invitation, token };
  }

  async list({ page, limit }: PageQuery): Promise<Page<InvitationDto>> {
    const [rows, total] = await this.invitations.findPage(this.context.principal.organizationId, page, limit);
    return { data: rows.map(toDto), page, limit, total, nextCursor: null };
  }

  /** @throws InvitationNotFound */
  async get(id: string): Promise<InvitationDto> {
    const invitation = await this.invitations.findUsable(this.context.principal.organizationId, id);
    if (!invitation) throw new InvitationNotFound();
    return toDto(invitation);
  }

  async revoke(id: string): Promise<void> {
    if (!(await this.invitations.delete(this.context.principal.organizationId, id)))
      throw new InvitationNotFound();
  }

  /** Withdraws what a user has invited to, in all organizations, in the open shared transaction. */
  withdrawAllOf(userId: string): Promise<void> {
    return this.invitations.deleteOf(userId);
  }

  /**
   * Checks whether an address may use a token, without using the invitation up.
   * @throws InvitationNotFound, InvitationForAnotherAddress
   */
  async check(token: string, email: string): Promise<{ organizationId: string }> {
    const invitation = await this.invitations.find(hash(token));
    if (!invitation) throw new InvitationNotFound();
    if (invitation.email.toLowerCase() !== email.toLowerCase()) throw new InvitationForAnotherAddress();
    return invitation;
  }

  /**
   * Uses an invitation up, in the open shared transaction. It verifies the address that it was sent to. The
   * organization is locked before the invitation, as `create` does: the other way round the two could wait for
   * each other.
   * @throws InvitationNotFound, InvitationForAnotherAddress, AlreadyMember, PlanLimitReached
   */
  async accept(
    token: string,
    user: { id: string; email: string },
  ): Promise<{ organizationId: string; role: Role }> {
    const { organizationId } = await this.check(token, user.email);
    await this.limits.reserveMember(organizationId);
    const invitation = await this.invitations.take(hash(token));
    if (!invitation) throw new InvitationNotFound();
    const { role, provesMailbox } = invitation;
    const proof = provesMailbox ? 'MAIL' : 'INVITATION';
    // The account was deleted, or has got another address, since it was looked up.
    if (!(await this.users.verifyEmail(user.id, invitation.email, proof))) throw new TokenRevoked();
    if (!(await this.memberships.insert(organizationId, user.id, role))) throw new AlreadyMember();
    return { organizationId, role };
  }
}

const toDto = ({ id, email, role, createdAt, expiresAt }: InvitationEntity): InvitationDto => ({
  id,
  email,
  role,
  createdAt,
  expiresAt,
});

const newToken = (): string => `inv_${randomBytes(24).toString('base64url')}`;
const hash = (token: string): Buffer => createHash('sha256').update(token).digest();
