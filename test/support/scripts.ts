import type { SessionDto } from '#app/modules/auth/dto/session.dto.js';
import type { ApiClient } from './api.ts';

/** A script that acts with a new API token of a user, and the token. */
export async function newScript(
  owner: ApiClient,
  permissions: readonly string[],
  name = 'Script',
): Promise<{ id: string; hint: string; script: ApiClient }> {
  const { body } = await owner.post('/auth/tokens', { name, permissions }).expect(201);
  return { id: body.id, hint: body.hint, script: owner.as({ accessToken: body.token } as SessionDto) };
}
