import type { Principal } from '../context/principal.js';

/** For whom a token acts, and until when. */
export interface VerifiedCaller {
  principal: Principal;
  /** Seconds since 1970. */
  expiresAt: number;
}

/** As a session's access token says it: enough to find out later whether it still holds. */
export interface VerifiedSession extends VerifiedCaller {
  /** Seconds since 1970. */
  issuedAt: number;
}
