import type { ApiCall, ApiClient, TestOrganization } from './api.ts';
import { newOperator } from './operator.ts';
import type { TestApp } from './test-app.ts';

/** How each move of an organization is called. */
export const MOVES: Record<string, [method: string, suffix: string]> = {
  suspend: ['POST', '/suspend'],
  resume: ['POST', '/resume'],
  delete: ['DELETE', ''],
  restore: ['POST', '/restore'],
  purge: ['POST', '/purge'],
};

/** Moves organizations, as a platform admin. */
export async function newMover(
  app: TestApp,
): Promise<{ operator: ApiClient; move: (name: string, organization: TestOrganization) => ApiCall }> {
  const operator = await newOperator(app);
  const move = (name: string, { id, slug }: TestOrganization): ApiCall => {
    const [method, suffix] = MOVES[name] as [string, string];
    const body = name === 'purge' ? { slug } : undefined;
    return operator.call(method, `/admin/organizations/${id}${suffix}`, body);
  };
  return { operator, move };
}
