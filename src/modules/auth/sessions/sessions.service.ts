import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Page, PageQuery } from '../../../common/pagination.js';
import type { SessionPrincipal } from '../../../context/principal.js';
import { SharedTransaction } from '../../../database/shared-transaction.js';
import { InvalidRefreshToken, SessionNotFound, TokenRevoked } from '../../../access/access.errors.js';
import { Revocations, sessionSubject, userSubject } from '../../../access/revocations.js';
import type { AuthMethod, SessionEntity } from './session.entity.js';
import { SessionsRepository, type SessionSummary } from './sessions.repository.js';
import { SESSION_LIFETIME, Tokens } from '../../../access/tokens.js';

/** A client that didn't get the answer of its refresh may repeat it for this long, in milliseconds. */
const REFRESH_GRACE = 15_000;

export interface Client {
  userAgent?: string;
  ip: string;
  /** Whether it wants the refresh token of its session in a cookie. */
  wantsCookie?: boolean;
}

/** A refresh token as it came in. */
export interface PresentedToken {
  token: string;
  inCookie: boolean;
}

/** The part of the principal that a session stands for, and where its refresh token stands. */
export interface OpenSession {
  id: string;
  generation: number;
  inCookie: boolean;
}

@Injectable()
export class SessionsService {
  constructor(
    private readonly sessions: SessionsRepository,
    private readonly revocations: Revocations,
    private readonly tokens: Tokens,
    private readonly shared: SharedTransaction,
  ) {}

  async open(
    userId: string,
    organizationId: string,
    client: Client,
    authMethods: AuthMethod[],
  ): Promise<OpenSession> {
    const id = uuidv7();
    await this.sessions.insert({
      id,
      userId,
      organizationId,
      userAgent: client.userAgent?.slice(0, 300) ?? null,
      ip: client.ip,
      authMethods,
      inCookie: client.wantsCookie ?? false,
      expiresAt: expiry(),
    });
    return { id, generation: 1, inCookie: client.wantsCookie ?? false };
  }

  /**
   * Checks a refresh token and locks its session. The previous token is accepted for a moment, for
   * the client whose answer was lost; an older one has been stolen, so the session ends. So has one that was
   * given to a browser's cookie and comes in a body: no script could read it. The other way round, a page may have
   * put a token of its own into the cookie, which opens no session.
   * @throws InvalidRefreshToken
   */
  async authenticate(presented: PresentedToken): Promise<{ session: SessionEntity; repeated: boolean }> {
    const { sid, gen } = this.tokens.readRefresh(presented.token);
    const session = await this.sessions.lock(sid);
    if (!session) throw new InvalidRefreshToken();
    if (session.inCookie && !presented.inCookie) throw new RefreshTokenReused(sid);
    if (presented.inCookie && !session.inCookie) throw new InvalidRefreshToken();
    if (gen === session.generation) return { session, repeated: false };
    const repeated =
      gen === session.generation - 1 && Date.now() - session.rotatedAt.getTime() < REFRESH_GRACE;
    if (repeated) return { session, repeated };
    throw new RefreshTokenReused(sid);
  }

  /**
   * Gives the session its next refresh token, in the organization it is used for from now on. A session may move
   * into a cookie by that, and never out of one.
   */
  async rotate(
    session: SessionEntity,
    { organizationId = session.organizationId, wantsCookie = false } = {},
  ): Promise<OpenSession> {
    const generation = session.generation + 1;
    const inCookie = session.inCookie || wantsCookie;
    await this.sessions.rotate(session.id, { generation, organizationId, inCookie, expiresAt: expiry() });
    return { id: session.id, generation, inCookie };
  }

  /** Notes that the user of a session has authenticated again. @throws TokenRevoked when it has ended */
  async reauthenticate(id: string, authMethods: AuthMethod[]): Promise<void> {
    if (!(await this.sessions.authenticate(id, authMethods))) throw new TokenRevoked();
  }

  lock(id: string): Promise<SessionEntity | null> {
    return this.sessions.lock(id);
  }

  /** Ends a session: its refresh token at once, its access tokens within a second everywhere. */
  async end(id: string): Promise<void> {
    await this.shared.run(async () => {
      await this.sessions.delete(id);
      await this.revocations.revoke(sessionSubject(id));
    });
  }

  /** Ends a session of the user's. @throws SessionNotFound for those of others, by the same query */
  async endOwn(id: string, userId: string): Promise<void> {
    await this.shared.run(async () => {
      if (!(await this.sessions.deleteOwn(id, userId))) throw new SessionNotFound();
      await this.revocations.revoke(sessionSubject(id));
    });
  }

  /** A user's sessions in all organizations, last used first. */
  async list(userId: string, { page, limit }: PageQuery): Promise<Page<SessionSummary>> {
    const [data, total] = await this.sessions.findPage(userId, { page, limit });
    return { data, page, limit, total, nextCursor: null };
  }

  /** Ends a user's sessions in all organizations, but for the one that goes on. */
  async endOthers(userId: string, except: string | null): Promise<void> {
    await this.shared.run(async () => {
      for (const id of await this.sessions.deleteOf(userId, except))
        await this.revocations.revoke(sessionSubject(id));
    });
  }

  /** Ends all that a user's tokens of any kind can do, and their sessions. */
  async endAll(userId: string): Promise<void> {
    await this.shared.run(async () => {
      await this.sessions.deleteOf(userId, null);
      await this.revocations.revoke(userSubject(userId));
    });
  }

  signTokens(
    principal: SessionPrincipal,
    session: OpenSession,
  ): { accessToken: string; refreshToken: string } {
    return {
      accessToken: this.tokens.signAccess(principal, this.revocations.earliestIssue(principal)),
      refreshToken: this.tokens.signRefresh({ sid: session.id, gen: session.generation }),
    };
  }
}

/** A refresh token came back that its client doesn't use any more, or never could: the family it belongs to has to end, outside of the failed transaction. */
export class RefreshTokenReused extends InvalidRefreshToken {
  constructor(readonly sessionId: string) {
    super();
  }
}

const expiry = (): Date => new Date(Date.now() + SESSION_LIFETIME * 1000);
