import type { ApiClient, ApiResponse } from './api.ts';

/** What the applications under test are started with. */
export const RATES = {
  rateLimit: { quota: 5, window: 3600 },
  rateLimitAddress: { quota: 200, window: 3600 },
};

/** The parameters of a RateLimit field, such as { r: 4, t: 60 }. */
export function parametersOf({ headers }: ApiResponse, field: string): Record<string, number> {
  const [, ...parameters] = (headers.get(field) ?? '').split(';');
  return Object.fromEntries(
    parameters.map((parameter) => parameter.split('=')).map(([key, value]) => [key, Number(value)]),
  );
}

/** Asks until the quota is used up. @returns the statuses */
export async function exhaust(client: ApiClient, times = RATES.rateLimit.quota + 1): Promise<number[]> {
  const statuses: number[] = [];
  for (let count = 0; count < times; count++) statuses.push((await client.get('/tasks')).status);
  return statuses;
}
