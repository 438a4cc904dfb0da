export const ROLES = ['OWNER', 'ADMIN', 'MEMBER', 'VIEWER'] as const;
export type Role = (typeof ROLES)[number];

/** Who acts, and in which organization. Every tenant query happens on behalf of one. */
export interface Principal {
  /** Null when the system itself acts, as in jobs and on the command line. */
  userId: string | null;
  organizationId: string;
  role: Role;
  /** Null outside of a signed-in session. */
  sessionId: string | null;
  /** The API token that acts for the person, when one does. */
  tokenId?: string;
  /** The permissions that an API token is limited to. Left out: all that the role has. */
  scopes?: ReadonlySet<string>;
}

/** The system itself at work in an organization. */
export const systemIn = (organizationId: string): Principal => ({
  userId: null,
  organizationId,
  role: 'OWNER',
  sessionId: null,
});
