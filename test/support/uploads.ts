import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AttachmentDto } from '#app/modules/attachments/dto/attachment.dto.js';
import type { ApiClient } from './api.ts';

type FileContent = string | Uint8Array<ArrayBuffer>;

/** A form with a file in it. */
export function formWith(content: FileContent, name = 'notes.txt', field = 'file'): FormData {
  const form = new FormData();
  form.append(field, new Blob([content]), name);
  return form;
}

/** Attaches a file to task 1. */
export const attach = async (
  client: ApiClient,
  content: FileContent,
  name?: string,
): Promise<AttachmentDto> =>
  (await client.post('/tasks/1/attachments', formWith(content, name)).expect(201)).body;

/** The names of all files of an organization, those included that no row refers to yet. */
export const filesOf = (dataDir: string, organizationId: string): Promise<string[]> =>
  readdir(join(dataDir, 'files', organizationId.replaceAll('-', ''))).catch(() => []);
