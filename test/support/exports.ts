import { readSheet } from 'read-excel-file/node';
import type { ExportDto } from '#app/modules/exports/dto/export.dto.js';
import type { ApiClient } from './api.ts';
import { eventually } from './eventually.ts';

/** The header of an export that names no columns. */
export const CSV_HEADER =
  'number,title,description,status,priority,project,assignee,creator,labels,dueAt,createdAt,updatedAt,completedAt';

/** An export once it has ended, however it did. */
export function ended(client: ApiClient, id: string): Promise<ExportDto> {
  return eventually(async () => {
    const { body } = await client.get(`/exports/${id}`).expect(200);
    return body.status !== 'QUEUED' && body.status !== 'RUNNING' && body;
  });
}

export async function requested(client: ApiClient, body?: object): Promise<ExportDto> {
  const accepted = await client.post('/exports', body).expect(202);
  return ended(client, accepted.body.exportId);
}

/** What an export comes to: what is known about it, and the bytes of its file. */
export async function exported(
  client: ApiClient,
  body?: object,
): Promise<{ file: ExportDto; path: string; content: Buffer; headers: Headers }> {
  const file = await requested(client, body);
  if (file.status !== 'COMPLETED') throw new Error(`The export is ${file.status}: ${file.error}`);
  const path = file.fileUrl as string;
  const response = await download(client, path);
  return { file, path, content: Buffer.from(await response.arrayBuffer()), headers: response.headers };
}

/** As `exported`, with the file as text. */
export async function exportedCsv(
  client: ApiClient,
  body?: object,
): Promise<{ file: ExportDto; path: string; csv: string }> {
  const { file, path, content } = await exported(client, body);
  return { file, path, csv: content.toString() };
}

/** Asks for a file without making text of it. */
export const download = (client: ApiClient, path: string): Promise<Response> =>
  fetch(client.baseUrl + path, { headers: { authorization: `Bearer ${client.session?.accessToken}` } });

/** The rows of the first sheet of a workbook, the header first. */
export const readWorkbook = (content: Buffer): Promise<unknown[][]> => readSheet(content, { trim: false });
