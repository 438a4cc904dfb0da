export const ROLES = ['OWNER', 'ADMIN', 'MEMBER', 'VIEWER'] as const;
export type Role = (typeof ROLES)[number];

/** A user who acts in an organization: by a session, by an API token, or through work that was accepted earlier. */
export interface UserPrincipal {
  userId: string;
  organizationId: string;
  role: Role;
  /** Null outside of a session. */
  sessionId: string | null;
  /** The API token that acts for the user, when one does. */
  tokenId?: string;
  /** The permissions that an API token is limited to. Left out: all that the role has. */
  scopes?: ReadonlySet<string>;
}

/** A user who acts by a session. */
export interface SessionPrincipal extends UserPrincipal {
  sessionId: string;
  tokenId?: undefined;
  scopes?: undefined;
}

/** The system that acts in an organization, as in jobs and on the command line. */
export interface SystemPrincipal {
  userId: null;
  organizationId: string;
  role: 'OWNER';
  sessionId: null;
  tokenId?: undefined;
  scopes?: undefined;
}

/** The user or the system on whose behalf code runs, and the organization. Every tenant query has one. */
export type Principal = UserPrincipal | SystemPrincipal;

export const systemIn = (organizationId: string): SystemPrincipal => ({
  userId: null,
  organizationId,
  role: 'OWNER',
  sessionId: null,
});
