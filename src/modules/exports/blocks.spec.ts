import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { Blocks } from './blocks.js';

it.each([
  ['nothing', 0, 1],
  ['less than a block', 1000, 100],
  ['small chunks', 1_000_000, 8191],
  ['a chunk of several blocks', 1_000_000, 1_000_000],
])('passes %s on, in blocks', async (_what, length, chunkLength) => {
  const content = randomBytes(length);
  const chunks: Buffer[] = [];
  for (let at = 0; at < length; at += chunkLength) chunks.push(content.subarray(at, at + chunkLength));
  const blocks: Buffer[] = [];
  for await (const block of Readable.from(chunks).pipe(new Blocks())) blocks.push(block as Buffer);
  expect(Buffer.concat(blocks).equals(content)).toBe(true);
  expect(blocks.slice(0, -1).filter((block) => block.length < 256 * 1024)).toEqual([]);
});
