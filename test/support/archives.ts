import { createReadStream } from 'node:fs';
import { ArchiveWriter } from '#app/commands/archive/archive-writer.js';
import { readTar } from '#app/common/tar.js';

/** Writes an archive with other entries to `target`, with the checksums of those. @returns target */
export async function rewriteArchive(
  file: string,
  target: string,
  change: (name: string, bytes: Buffer) => Buffer,
): Promise<string> {
  const writer = new ArchiveWriter(target, () => undefined);
  for await (const { name, content } of readTar(createReadStream(file))) {
    const parts: Buffer[] = [];
    for await (const part of content) parts.push(part);
    if (name !== 'SHA256SUMS') await writer.add(name, change(name, Buffer.concat(parts)));
  }
  await writer.complete();
  return target;
}
