import type { ApiCall, ApiClient } from './api.ts';

export const MEMBERS = '/organizations/current/members';
export const INVITATIONS = '/organizations/current/invitations';

export const invite = (by: ApiClient, email: string, role = 'MEMBER'): ApiCall =>
  by.post(INVITATIONS, { email, role });

/** Who is a member of the client's organization, as what. */
export async function rolesOf(client: ApiClient): Promise<Record<string, string>> {
  const { body } = await client.get(`${MEMBERS}?limit=100`).expect(200);
  return Object.fromEntries(body.data.map(({ userId, role }: Record<string, string>) => [userId, role]));
}
