import type { ImportDto } from '#app/modules/imports/dto/import.dto.js';
import type { ApiCall, ApiClient } from './api.ts';
import { eventually } from './eventually.ts';

/** Sends a file of tasks as the body itself. */
export const sendImport = (client: ApiClient, csv: string | Uint8Array<ArrayBuffer>, options = ''): ApiCall =>
  client.post(`/tasks/import${options && `?${options}`}`, csv, { 'content-type': 'text/csv' });

/** Waits until an import has ended. */
export const ended = (client: ApiClient, id: string): Promise<ImportDto> =>
  eventually(async () => {
    const { body } = await client.get(`/imports/${id}`).expect(200);
    return !['QUEUED', 'RUNNING'].includes(body.status) && body;
  });

/** Imports a file. @returns the import after its end */
export const imported = async (
  client: ApiClient,
  csv: string | Uint8Array<ArrayBuffer>,
  options = '',
): Promise<ImportDto> => ended(client, (await sendImport(client, csv, options).expect(202)).body.importId);

/** All tasks in the order of their numbers, up to 100. */
export const tasksOf = async (client: ApiClient): Promise<Record<string, unknown>[]> =>
  (await client.get('/tasks?sort=number&limit=100').expect(200)).body.data;

export const titlesOf = async (client: ApiClient): Promise<unknown[]> =>
  (await tasksOf(client)).map(({ title }) => title);

/** So many batches that an import can be met between two of them. */
export const TITLES = Array.from({ length: 3000 }, (_, i) => `Task ${i + 1}`);
export const CSV = `title\n${TITLES.join('\n')}\n`;
