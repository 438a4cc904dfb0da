import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { ImportFile } from './import-file.js';

const TEXT = 'title\n„Grüße“ – 100 € 😀\n';

/** What is stored of a file that arrives byte by byte. */
async function store(content: Buffer, charset?: string, limit = 1000): Promise<string> {
  const file = new ImportFile(limit, charset);
  const pieces = Array.from(content, (byte) => Buffer.of(byte));
  const stored = await buffer(Readable.from(pieces).pipe(file));
  expect(file.beginning).toEqual(stored);
  return stored.toString();
}

describe('the file of an import', () => {
  it.each([
    ['utf-8', Buffer.from(TEXT), TEXT],
    ['UTF-16LE', Buffer.from(TEXT, 'utf16le'), TEXT],
    ['utf-16', Buffer.from(`\ufeff${TEXT}`, 'utf16le'), TEXT],
    ['utf-16be', Buffer.from(TEXT, 'utf16le').swap16(), TEXT],
    ['iso-8859-1', Buffer.from('title\n\xc3\xa4', 'latin1'), 'title\nÃ¤'],
    ['windows-1252', Buffer.from('title\n\x80\xe4', 'latin1'), 'title\n€ä'],
    ['shift_jis', Buffer.from([0x83, 0x65]), 'テ'],
    [undefined, Buffer.from(TEXT), TEXT],
  ])('in %s is stored as UTF-8', async (charset, content, text) => {
    expect(await store(content, charset)).toBe(text);
  });

  it.each([
    ['UTF-8', Buffer.from('title\nä', 'latin1')],
    ['utf-16le', Buffer.from('title\n\ud83d', 'utf16le')],
    ['utf-16le', Buffer.from('odd')],
    ['UTF-8', Buffer.from('title\nä').subarray(0, -1)],
  ])('that is no %s is refused', async (charset, content) => {
    await expect(store(content, charset)).rejects.toMatchObject({
      extras: { errors: [{ field: 'file', message: `file must be ${charset}` }] },
    });
  });

  it('has to be in a charset that there is', () => {
    expect(() => new ImportFile(10, 'klingon')).toThrow(/charset/);
  });

  it('is measured as it is stored', async () => {
    const euros = Buffer.alloc(40, 0x80);
    await expect(store(euros, 'windows-1252', 100)).rejects.toMatchObject({ status: 413 });
    expect(await store(euros, 'windows-1252', 120)).toBe('€'.repeat(40));
  });
});
