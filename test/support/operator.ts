import type { ApiClient } from './api.ts';
import type { TestApp } from './test-app.ts';

/** A platform admin, who belongs to an organization that no test touches. */
export async function newOperator({ api, superuser }: TestApp): Promise<ApiClient> {
  const operator = await api.newOwner('Operators');
  await superuser.query('UPDATE public.users SET is_platform_admin = true WHERE id = $1', [operator.userId]);
  return operator;
}
