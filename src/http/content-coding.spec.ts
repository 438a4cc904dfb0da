import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { codingFor, compress } from './content-coding.js';

describe('the coding of an answer', () => {
  it.each([
    [undefined, undefined],
    ['', undefined],
    ['identity', undefined],
    ['deflate', undefined],
    ['gzip', 'gzip'],
    ['GZIP', 'gzip'],
    ['gzip, deflate', 'gzip'],
    ['gzip, deflate, br, zstd', 'br'],
    ['br;q=0.5, gzip', 'gzip'],
    ['br;q=0, gzip;q=0', undefined],
    ['gzip;q=0', undefined],
    ['gzip;q=0.000', undefined],
    ['gzip; q=0 , *', 'br'],
    ['*', 'br'],
    ['*;q=0', undefined],
    ['br;q=0, *;q=0.1', 'gzip'],
    ['identity, gzip;q=0.5', undefined],
    ['identity;q=0.5, gzip', 'gzip'],
    ['gzip;q=2', 'gzip'],
    ['gzip;q=nonsense', 'gzip'],
    [';;,,;q=1', undefined],
  ])('for %j is %j', (header, coding) => expect(codingFor(header)).toBe(coding));

  it('holds the content', async () => {
    const content = 'Täsk '.repeat(1000);
    expect(gunzipSync(await compress(content, 'gzip')).toString()).toBe(content);
    expect(brotliDecompressSync(await compress(Buffer.from(content), 'br')).toString()).toBe(content);
  });
});
