import type { ApiClient } from './api.ts';

/** Reads a page and says where it came from and which tasks are on it. */
export async function readPage(
  client: ApiClient,
  path = '/tasks',
): Promise<{ cache: string | null; titles: string[] }> {
  const { headers, body } = await client.get(path).expect(200);
  return { cache: headers.get('x-cache'), titles: body.data.map(({ title }: { title: string }) => title) };
}
