import { expect } from 'vitest';
import type { ApiResponse } from './api.ts';
import type { TenantDatabase } from './tenant-database.ts';

const GIVES_AWAY = /node_modules|\.[jt]s:\d|\bSELECT\b|\bINSERT\b|syntax error|relation/;

/** How a message calls a field: the pipe says the path, class-validator the last name in it. */
const nameIn = (field: string): string => field.replace(/^filter\./, '');

/** Answers with this problem, which gives nothing away and names the field, and changes nothing. @returns it */
export async function isRefused(
  database: TenantDatabase,
  call: () => PromiseLike<ApiResponse>,
  status: number,
  field?: string,
): Promise<ApiResponse['body']> {
  const before = await database.fingerprint();
  const mails = await database.mails();
  const { headers, body, status: actual } = await call();
  expect({ ...body, answered: actual }).toMatchObject({
    answered: status,
    status,
    title: expect.any(String),
    code: expect.any(String),
  });
  expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(body.requestId).toBe(headers.get('x-request-id'));
  if (field !== undefined) {
    expect(body.errors).toEqual([{ field, message: expect.stringContaining(nameIn(field)) }]);
  }
  expect(JSON.stringify(body)).not.toMatch(GIVES_AWAY);
  expect(await database.fingerprint()).toEqual(before);
  for (const id of await database.mails()) expect(mails).toContain(id);
  return body;
}
