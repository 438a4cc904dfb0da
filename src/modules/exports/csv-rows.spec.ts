import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { CsvRows } from './csv-rows.js';

async function convert(input: string, chunkSize: number): Promise<{ text: string; rows: number }> {
  const bytes = Buffer.from(input);
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunkSize) }, (_, i) =>
    bytes.subarray(i * chunkSize, (i + 1) * chunkSize),
  );
  const rows = new CsvRows();
  const output = await buffer(Readable.from(chunks).pipe(rows));
  return { text: output.toString(), rows: rows.rows };
}

describe('CsvRows', () => {
  const input = 'title,text\nplain,\n"a\nb","c\r\nd"\n"say ""hi""\n",ü\n';
  const output = 'title,text\r\nplain,\r\n"a\nb","c\r\nd"\r\n"say ""hi""\n",ü\r\n';

  it.each([1, 2, 3, 7, 1000])(
    'ends rows with CRLF and leaves cells alone, in chunks of %d bytes',
    async (size) => {
      expect(await convert(input, size)).toEqual({ text: output, rows: 3 });
    },
  );
});
