import type { ApiClient } from './api.ts';

/** The ETag that a path has now. */
export async function tagOf(client: ApiClient, path: string): Promise<string> {
  return (await client.get(path).expect(200)).headers.get('etag') as string;
}
