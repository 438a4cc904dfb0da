import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Piscina } from 'piscina';
import { ValidationFailed } from '../../../common/problem.js';
import type { UploadedFile } from '../../../http/file-upload.js';
import { StorageFull } from '../../../storage/storage.errors.js';
import { knownEncoding } from '../files/known-encoding.js';
import { ImportTooLarge } from '../imports.errors.js';
import type { ConversionResult, ConversionTask } from './conversion.thread.js';

/** The largest files that are converted, in bytes: JSON is read as a whole. */
const MAX_BYTES = { xlsx: 64 * 1024 * 1024, json: 16 * 1024 * 1024 };
/** How many files a process converts at once, each in a worker thread. */
const CONCURRENT = 2;
/** How long an idle thread is kept, in milliseconds. */
const IDLE_TIMEOUT = 10_000;
/** The heap of a thread, in MB: a file that needs more ends its thread and nothing else. */
const HEAP = 256;
/** The most that is read to tell what a file is, in bytes. */
const SAMPLE = 256;

const ZIP = Buffer.from('PK\u0003\u0004');
/** How files begin that aren't read, and what their user may do. */
const REFUSED: [beginning: Buffer, reason: string][] = [
  // OLE 2: workbooks of Excel 97 to 2003, and those with a password.
  [
    Buffer.from('d0cf11e0', 'hex'),
    'file is a workbook of an older Excel, or has a password. Save it as .xlsx without one, or as CSV.',
  ],
  [Buffer.from('1f8b', 'hex'), 'file is compressed with gzip. Unpack it, and send what is in it.'],
];
const JSON_START = /^\uFEFF?\s*(?:\{\s*["}]|\[\s*[[{\]])/;

export type FileKind = 'csv' | ConversionTask['kind'];

/** An uploaded file as CSV. */
export interface ConvertedFile {
  kind: FileKind;
  content: Readable;
  charset?: string;
  /** The names of the sheets of a workbook. */
  sheets: string[];
  /** Removes what conversion needed, once the content is read. */
  dispose: () => Promise<void>;
}

/**
 * Turns uploads into CSV: workbooks (XLSX), and JSON of products. It runs in worker threads with a heap of their own, so
 * that neither requests nor the process suffer from a large file, or one that unpacks to a thousandfold.
 */
@Injectable()
export class Conversions implements OnApplicationShutdown {
  /** Loaded by the first file that isn't CSV. */
  private pool?: Promise<Piscina<ConversionTask, ConversionResult>>;

  async onApplicationShutdown(): Promise<void> {
    await (await this.pool)?.destroy();
  }

  /**
   * The file as CSV: it goes through where it is that already.
   * @param options the sheet, by its name or number, and how many rows are wanted
   * @throws ValidationFailed, ImportTooLarge, StorageFull, UnsupportedMediaType
   */
  async open(
    { content: uploaded, charset }: Pick<UploadedFile, 'content' | 'charset'>,
    { sheet, maxRows = Infinity }: { sheet?: string; maxRows?: number },
  ): Promise<ConvertedFile> {
    const { beginning, whole: content } = await peeked(uploaded);
    const kind = kindOf(beginning);
    if (kind === 'csv') {
      if (sheet !== undefined)
        throw ValidationFailed.of('sheet', 'sheet must be left out: the file is no workbook');
      return { kind, content, charset, sheets: [], dispose: () => Promise.resolve() };
    }
    const encoding = kind === 'json' && charset !== undefined ? knownEncoding(charset) : undefined;
    const folder = await mkdtemp(join(tmpdir(), 'taskflow-import-'));
    const dispose = (): Promise<void> => rm(folder, { recursive: true, force: true });
    try {
      const [path, target] = [join(folder, 'file'), join(folder, 'csv')];
      await pipeline(content, atMost(MAX_BYTES[kind]), createWriteStream(path, { flags: 'wx', mode: 0o600 }));
      const sheets = await this.convert({ kind, path, target, sheet, encoding, maxRows });
      return { kind, content: createReadStream(target), charset: 'utf-8', sheets, dispose };
    } catch (error) {
      await dispose();
      throw StorageFull.orElse(error);
    }
  }

  private async convert(task: ConversionTask): Promise<string[]> {
    const pool = await (this.pool ??= openPool());
    const result = await pool.run(task).catch((error: NodeJS.ErrnoException): ConversionResult => {
      if (error.code !== 'ERR_WORKER_OUT_OF_MEMORY') throw error;
      return { failure: 'file has too much in it. Save it as CSV.', field: 'file' };
    });
    if ('isDiskFull' in result) throw new StorageFull();
    if ('failure' in result) throw ValidationFailed.of(result.field, result.failure);
    return result.sheets;
  }
}

async function openPool(): Promise<Piscina<ConversionTask, ConversionResult>> {
  const { Piscina: Pool } = await import('piscina');
  const pool = new Pool<ConversionTask, ConversionResult>({
    filename: new URL('./conversion.thread.js', import.meta.url).href,
    minThreads: 0,
    maxThreads: CONCURRENT,
    idleTimeout: IDLE_TIMEOUT,
    atomics: 'disabled',
    resourceLimits: { maxOldGenerationSizeMb: HEAP, maxYoungGenerationSizeMb: 16 },
  });
  // The error of an idle thread, which would end the process if nothing listened: its task has failed with it.
  pool.on('error', () => undefined);
  return pool;
}

/** @throws ValidationFailed for a file of a kind that isn't read */
function kindOf(beginning: Buffer): FileKind {
  if (beginning.subarray(0, 4).equals(ZIP)) return 'xlsx';
  const refused = REFUSED.find(([first]) => beginning.subarray(0, first.length).equals(first));
  if (refused) throw ValidationFailed.of('file', refused[1]);
  return JSON_START.test(beginning.toString()) ? 'json' : 'csv';
}

/** Whether further bytes may tell more: a slow upload of CSV doesn't wait for them. */
const isUndecided = (beginning: Buffer): boolean =>
  beginning.length < 4 || /^\uFEFF?\s*(?:$|[{[])/.test(beginning.toString());

/** The first bytes of a stream, as many as tell what it is, and all of it again. */
async function peeked(content: Readable): Promise<{ beginning: Buffer; whole: Readable }> {
  const chunks = content.iterator() as AsyncIterableIterator<Buffer>;
  const first: Buffer[] = [];
  let size = 0;
  while (size < SAMPLE && isUndecided(Buffer.concat(first))) {
    const { value, done } = await chunks.next();
    if (done) break;
    first.push(value);
    size += value.length;
  }
  const beginning = Buffer.concat(first);
  async function* all(): AsyncGenerator<Buffer> {
    if (size > 0) yield beginning;
    yield* chunks;
  }
  return { beginning, whole: Readable.from(all(), { objectMode: false }) };
}

function atMost(limit: number): Transform {
  let size = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size > limit) done(ImportTooLarge.over(limit));
      else done(null, chunk);
    },
  });
}
