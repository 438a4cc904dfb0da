import { describe, expect, it } from 'vitest';
import { DamagedTar, readTar, TAR_END, tarHeader, tarPadding } from './tar.js';

const FILES: [name: string, content: string][] = [
  ['empty', ''],
  ['tables/tasks/000001.gz', 'x'.repeat(512)],
  ['ü.txt', 'Grüße\0'],
];

const archive = (files = FILES): Buffer =>
  Buffer.concat([
    ...files.flatMap(([name, text]) => {
      const content = Buffer.from(text);
      return [tarHeader(name, content.length), content, tarPadding(content.length)];
    }),
    TAR_END,
  ]);

/** In pieces of so many bytes, as a stream brings them. */
async function* pieces(bytes: Buffer, size: number): AsyncIterable<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(bytes: Buffer, size = 700): Promise<[string, string][]> {
  const found: [string, string][] = [];
  for await (const { name, content } of readTar(pieces(bytes, size))) {
    const parts: Buffer[] = [];
    for await (const part of content) parts.push(part);
    found.push([name, Buffer.concat(parts).toString()]);
  }
  return found;
}

describe('a tar archive', () => {
  it.each([1, 511, 512, 700, 100_000])('is read as it was written, in pieces of %i bytes', async (size) => {
    expect(await read(archive(), size)).toEqual(FILES);
  });

  it('is read on after an entry whose content was left', async () => {
    const names: string[] = [];
    for await (const { name, content } of readTar(pieces(archive(), 100))) {
      names.push(name);
      for await (const _part of content) break;
    }
    expect(names).toEqual(FILES.map(([name]) => name));
  });

  it('tells sizes beyond eleven octal digits', async () => {
    const size = 8 ** 11 + 5;
    for await (const entry of readTar(pieces(tarHeader('huge', size), 512))) {
      expect(entry.size).toBe(size);
      break;
    }
  });

  it.each([0, 100, 512, 600, archive().length - 1025])(
    'is damaged when it ends after %i bytes',
    async (length) => {
      await expect(read(archive().subarray(0, length))).rejects.toThrow(DamagedTar);
    },
  );

  it('is none when a header was changed', async () => {
    const changed = archive();
    changed[0] = 'E'.charCodeAt(0);
    await expect(read(changed)).rejects.toThrow('It is no tar archive.');
  });

  it('takes no name that it has no room for', () => {
    expect(() => tarHeader('x'.repeat(101), 0)).toThrow('too long');
  });
});
