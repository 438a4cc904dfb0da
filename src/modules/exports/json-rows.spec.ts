import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { JsonArray, JsonLines } from './json-rows.js';

const chunked = (input: string, size: number): Readable => {
  const bytes = Buffer.from(input);
  return Readable.from(
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
      bytes.subarray(i * size, (i + 1) * size),
    ),
  );
};

describe.each([1, 2, 3, 7, 1000])('of chunks of %d bytes', (size) => {
  it.each([
    ['', []],
    ['{"a":"ü🚀"}\n', [{ a: 'ü🚀' }]],
    ['{"a":1}\n{"a":"x\\ny"}\n{"a":null}\n', [{ a: 1 }, { a: 'x\ny' }, { a: null }]],
  ])('%j becomes one array', async (input, values) => {
    const rows = new JsonArray();
    expect(JSON.parse(await text(chunked(input, size).pipe(rows)))).toEqual(values);
    expect(rows.rows).toBe(values.length);
  });

  it('lines stay as they are, and are counted', async () => {
    const rows = new JsonLines();
    const input = '{"a":"ü"}\n{"a":2}\n';
    expect(await text(chunked(input, size).pipe(rows))).toBe(input);
    expect(rows.rows).toBe(2);
  });
});
