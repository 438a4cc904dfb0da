import { tenantName } from '#app/tenancy/tenant-name.js';
import type { ApiClient, BearerSession } from './api.ts';

export const sessionOf = (client: ApiClient): BearerSession => client.session as BearerSession;
export const emailOf = (client: ApiClient): string => sessionOf(client).user.email;

/** The id of the organization that a session acts in. */
export const organizationOf = (client: ApiClient): string => sessionOf(client).organization.id;

/** The claims of a token, without a check of its signature. */
export const claimsOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString());

/** The schema of the organization that a session acts in. */
export const schemaOf = (client: ApiClient): string => tenantName(organizationOf(client));
