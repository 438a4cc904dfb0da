import type { SessionPrincipal, UserPrincipal } from '../context/principal.js';

/** The user that a token acts for, and its end. */
export interface VerifiedCaller {
  principal: UserPrincipal;
  /** Seconds since 1970. */
  expiresAt: number;
}

/** The claims of a session's access token, by which it can be verified again later. */
export interface VerifiedSession extends VerifiedCaller {
  principal: SessionPrincipal;
  /** Seconds since 1970. */
  issuedAt: number;
}
