import { buffer } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import type pg from 'pg';
import { expect, it } from 'vitest';
import type { CopyRows } from '../../database/copy-rows.js';
import { openContent } from './export-content.js';
import { EXPORT_FORMATS, type ExportFormat } from './export-formats.js';

/** Content of two rows, whose COPY the test controls. */
async function open(format: ExportFormat, remainingBytes: number | null = null) {
  const copies: CopyRows[] = [];
  const query = (statement: string | CopyRows) => {
    if (typeof statement === 'string') return Promise.resolve({ rows: [{ sequence: 1, total: 2 }] });
    copies.push(statement);
    return statement;
  };
  const order = {
    format,
    columns: ['number' as const],
    options: {},
    remainingBytes,
    statements: { about: '', copy: '' },
  };
  const content = await openContent({ query } as unknown as pg.Client, order, new AbortController().signal);
  return { content, copy: copies[0] as CopyRows };
}

it.each(EXPORT_FORMATS)('fails as %s with a COPY that fails before it is read', async (format) => {
  const { content, copy } = await open(format);
  copy.handleError(new Error('connection lost'));
  await setImmediate();
  await expect(buffer(content.stream)).rejects.toThrow('connection lost');
});

it.each(EXPORT_FORMATS)('counts the rows that it has written as %s', async (format) => {
  const { content, copy } = await open(format);
  const header = format === 'CSV' ? ['number'] : [];
  for (const row of [...header, '[1]', '[2]']) copy.handleCopyData({ chunk: Buffer.from(`${row}\n`) });
  if (format === 'XLSX') expect(content.countRows()).toBe(0);
  copy.handleCommandComplete();
  const file = await buffer(content.stream);
  expect([content.countRows(), content.countBytes()]).toEqual([2, file.length]);
});

it.each(EXPORT_FORMATS)('fails as %s with more bytes than there is room for', async (format) => {
  const { content, copy } = await open(format, 8);
  copy.handleCopyData({ chunk: Buffer.from(`${'x'.repeat(4096)}\n`) });
  copy.handleCommandComplete();
  await expect(buffer(content.stream)).rejects.toThrow('plan-limit-reached');
});
