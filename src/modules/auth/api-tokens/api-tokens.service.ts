import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { v7 as uuidv7 } from 'uuid';
import type { Page, PageQuery } from '../../../common/pagination.js';
import { ValidationFailed } from '../../../common/problem.js';
import { RequestContext } from '../../../context/request-context.js';
import { SHARED } from '../../../database/shared-transaction.adapter.js';
import { ActionLimits } from '../../../access/action-limits.js';
import { ApiTokenNotFound, PermissionDenied, TokenRevoked } from '../../../access/access.errors.js';
import { hashOf, hintOf, newApiToken } from '../../../access/api-token.js';
import type { ApiTokenEntity } from './api-token.entity.js';
import type { TokenInMail } from './token-in-mail.js';
import { ApiTokensRepository, type TokenOwner } from './api-tokens.repository.js';
import type {
  ApiTokenDto,
  CreateApiTokenDto,
  IssuedApiTokenDto,
  OrganizationApiTokenDto,
} from '../dto/api-token.dto.js';
import { may } from '../../../access/permissions.js';
import { Revocations, tokenSubject } from '../../../access/revocations.js';

const DAY = 24 * 3600 * 1000;
const DEFAULT_LIFETIME = 90 * DAY;
const MAX_LIFETIME = 366 * DAY;

/** API tokens: those of the caller in their organization, and those of all its members for admins. */
@Injectable()
export class ApiTokensService {
  constructor(
    private readonly tokens: ApiTokensRepository,
    private readonly revocations: Revocations,
    private readonly limits: ActionLimits,
    private readonly context: RequestContext,
  ) {}

  /** @throws RateLimited; PermissionDenied for permissions that the caller lacks; ValidationFailed */
  @Transactional(SHARED)
  async create({ name, permissions, expiresAt: wanted }: CreateApiTokenDto): Promise<IssuedApiTokenDto> {
    const { session: principal } = this.context;
    await this.limits.count('apiTokens');
    const lacking = permissions.filter((permission) => !may(principal, permission));
    if (lacking.length > 0) {
      throw new PermissionDenied({ detail: `You can't give what you don't have: ${lacking.join(', ')}.` });
    }
    const expiresAt = wanted ?? new Date(Date.now() + DEFAULT_LIFETIME);
    requireReasonable(expiresAt);
    const token = newApiToken();
    const described = { id: uuidv7(), name, hint: hintOf(token), permissions, expiresAt };
    const { organizationId, userId, sessionId } = principal;
    const stored = { ...described, organizationId, userId, tokenHash: hashOf(token) };
    const createdAt = await this.tokens.insert(stored, sessionId);
    if (!createdAt) throw new TokenRevoked();
    return { ...described, createdAt, token };
  }

  async mine({ page, limit }: PageQuery): Promise<Page<ApiTokenDto>> {
    const [tokens, total] = await this.tokens.findPage(this.own, page, limit);
    return { data: tokens.map(toDto), page, limit, total, nextCursor: null };
  }

  /** @throws ApiTokenNotFound */
  async getMine(id: string): Promise<ApiTokenDto> {
    const token = await this.tokens.findOne(id, this.own);
    if (!token) throw new ApiTokenNotFound();
    return toDto(token);
  }

  async listAll({ page, limit }: PageQuery): Promise<Page<OrganizationApiTokenDto>> {
    const [tokens, total] = await this.tokens.findPage(this.organizationTokens, page, limit);
    const data = tokens.map((token) => {
      const { userId, email, userName } = token;
      return { ...toDto(token), userId, email, userName };
    });
    return { data, page, limit, total, nextCursor: null };
  }

  /** Ends a token of the caller's. @throws ApiTokenNotFound */
  revokeMine(id: string): Promise<void> {
    return this.revoke(id, this.own);
  }

  /** Ends a token of any member, also of an owner: a leaked one can't wait for its owner. @throws ApiTokenNotFound */
  revokeAnybodys(id: string): Promise<void> {
    return this.revoke(id, this.organizationTokens);
  }

  /** Ends all tokens of a user, in all organizations, in the open shared transaction. */
  async endAllOf(userId: string): Promise<void> {
    for (const id of await this.tokens.deleteOf(userId)) await this.revocations.revoke(tokenSubject(id));
  }

  /** The tokens that still act for a user, in all organizations. */
  remainingOf(userId: string): Promise<TokenInMail[]> {
    return this.tokens.findUnexpiredOf(userId);
  }

  @Transactional(SHARED)
  private async revoke(id: string, owner: TokenOwner): Promise<void> {
    if (!(await this.tokens.delete(id, owner))) throw new ApiTokenNotFound();
    await this.revocations.revoke(tokenSubject(id));
  }

  private get own(): TokenOwner {
    const { organizationId, userId } = this.context.user;
    return { organizationId, userId };
  }

  private get organizationTokens(): TokenOwner {
    return { organizationId: this.context.principal.organizationId };
  }
}

function requireReasonable(expiresAt: Date): void {
  const life = expiresAt.getTime() - Date.now();
  if (life <= 0) throw ValidationFailed.of('expiresAt', 'expiresAt must be in the future');
  if (life > MAX_LIFETIME) throw ValidationFailed.of('expiresAt', 'expiresAt must be within a year');
}

function toDto(token: ApiTokenEntity): ApiTokenDto {
  const { id, name, hint, permissions, expiresAt, createdAt, lastUsedAt } = token;
  return { id, name, hint, permissions, expiresAt, createdAt, lastUsedAt };
}
