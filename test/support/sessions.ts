import type { ApiClient, BearerSession } from './api.ts';

export const sessionOf = (client: ApiClient): BearerSession => client.session as BearerSession;
export const emailOf = (client: ApiClient): string => sessionOf(client).user.email;

/** What a token says, whoever signed it. */
export const claimsOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString());
