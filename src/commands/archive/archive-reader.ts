import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { OperatorError } from '../../common/operator-error.js';
import { DamagedTar, readTar, type TarEntry } from '../../common/tar.js';
import { CHECKSUMS, checksumLine } from '../checksums.js';
import type { BytesProgress } from '../progress-bar.js';
import { type ArchivedOrganization, FORMAT, FORMAT_VERSION, ORGANIZATION } from './archive-file.js';

/** An archive that has been read once, and is whole. */
export interface VerifiedArchive {
  content: ArchivedOrganization;
  /** In bytes. */
  size: number;
  /** Its entries, in their order. */
  entries: () => AsyncIterable<TarEntry>;
}

/** Reads all of an archive and compares its checksums. @throws OperatorError when it isn't whole */
export async function verifyArchive(path: string, progress: BytesProgress): Promise<VerifiedArchive> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) throw new OperatorError(`${path} is no file.`);
  progress.begin('Verifying the archive', found.size);
  let checksums = '';
  let stored: string | undefined;
  let organization: Buffer | undefined;
  try {
    for await (const { name, content } of readTar(createReadStream(path))) {
      if (stored !== undefined) throw new DamagedTar(`${name} comes after its end.`);
      const hash = createHash('sha256');
      const kept: Buffer[] = [];
      for await (const chunk of content) {
        hash.update(chunk);
        progress.add(chunk.length);
        if (name === ORGANIZATION || name === CHECKSUMS) kept.push(chunk);
      }
      if (name === CHECKSUMS) stored = Buffer.concat(kept).toString();
      else checksums += checksumLine({ sha256: hash.digest('hex'), path: name });
      if (name === ORGANIZATION) organization = Buffer.concat(kept);
    }
  } catch (error) {
    if (error instanceof DamagedTar) throw new OperatorError(`${path} is no whole archive: ${error.message}`);
    throw error;
  }
  if (stored === undefined || organization === undefined)
    throw new OperatorError(`${path} is no whole archive: its end is missing.`);
  if (stored !== checksums)
    throw new OperatorError(
      `${path} is damaged: ${firstDifference(checksums, stored)} isn't what was written.`,
    );
  const content = JSON.parse(organization.toString()) as ArchivedOrganization;
  if (content.format !== FORMAT || content.formatVersion !== FORMAT_VERSION)
    throw new OperatorError(`${path} isn't an archive that this version reads.`);
  return { content, size: found.size, entries: () => readTar(createReadStream(path)) };
}

/** The name of the first entry whose checksum differs. */
function firstDifference(found: string, stored: string): string {
  const lines = new Set(stored.split('\n'));
  return (
    found
      .split('\n')
      .find((line) => !lines.has(line))
      ?.slice(66) ?? CHECKSUMS
  );
}
