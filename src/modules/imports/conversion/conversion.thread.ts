import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { isDiskFull } from '../../../common/disk-full.js';
import { csvLine } from '../files/csv-writer.js';
import { rowsOfJson } from './json-rows.js';
import { UnreadableFile } from './unreadable-file.js';
import { Workbook } from './workbook.js';

export interface ConversionTask {
  kind: 'xlsx' | 'json';
  /** The file, and where the CSV is written. */
  path: string;
  target: string;
  /** Of a workbook: by its name or its number; undefined for the first that isn't hidden. */
  sheet?: string;
  /** Of JSON, as the Encoding Standard calls it; UTF-8 when left out. */
  encoding?: string;
  /** How many rows are wanted. */
  maxRows: number;
}

export type ConversionResult =
  | { sheets: string[] }
  /** Why the file can't be read, and of which parameter that is said. */
  | { failure: string; field: 'file' | 'sheet' }
  | { isDiskFull: true };

/** In milliseconds: the largest files that are taken need a third of it. */
const MAX_TIME = 120_000;
/** How much is written at a time, in characters. */
const PIECE = 64 * 1024;

/** The entry point of a thread of `Conversions`: turns a file into CSV in which each row is a row of the file. */
export default async function convert(task: ConversionTask): Promise<ConversionResult> {
  const target = new CsvTarget(task.target, task.maxRows);
  try {
    const sheets =
      task.kind === 'xlsx' ? await convertWorkbook(task, target) : await convertJson(task, target);
    await target.end();
    return { sheets };
  } catch (error) {
    target.discard();
    if (error instanceof RangeError)
      return { failure: 'file is nested too deeply, or has too much in it', field: 'file' };
    if (error instanceof UnreadableFile) return { failure: error.message, field: error.field };
    // Errors arrive without their code.
    if (isDiskFull(error)) return { isDiskFull: true };
    // What is packed may be damaged, too.
    if (task.kind === 'xlsx' && isDamage(error))
      return { failure: 'file is no workbook that can be read: it is damaged', field: 'file' };
    throw error;
  }
}

async function convertWorkbook({ path, sheet }: ConversionTask, target: CsvTarget): Promise<string[]> {
  const workbook = await Workbook.open(path);
  try {
    for await (const rows of workbook.rows(sheet)) {
      for (const { number, cells } of rows) target.add(number, csvLine(cells));
      if (await target.isFull()) break;
    }
    return workbook.sheets;
  } finally {
    workbook.close();
  }
}

async function convertJson({ path, encoding }: ConversionTask, target: CsvTarget): Promise<string[]> {
  const rows = rowsOfJson(decoded(await readFile(path), encoding));
  for (const [index, cells] of rows.entries()) {
    target.add(index + 1, csvLine(cells));
    if (await target.isFull()) break;
  }
  return [];
}

/** Text without a byte order mark. @throws UnreadableFile */
function decoded(bytes: Buffer, encoding = 'utf-8'): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new UnreadableFile(`file must be ${encoding === 'utf-8' ? 'UTF-8' : encoding}`);
  }
}

/** Writes rows at their numbers, with empty lines between. */
class CsvTarget {
  private readonly file;
  private readonly startedAt = Date.now();
  private pending = '';
  private last = 0;
  private count = 0;

  constructor(
    path: string,
    private readonly maxRows: number,
  ) {
    this.file = createWriteStream(path, { mode: 0o600 });
    // What writes fails with it.
    this.file.on('error', () => undefined);
  }

  add(number: number, line: string): void {
    this.pending += '\r\n'.repeat(Math.max(0, number - this.last - 1)) + line;
    this.last = number;
    this.count++;
  }

  /** Writes what is there, once it is enough. @throws UnreadableFile when it takes too long */
  async isFull(): Promise<boolean> {
    if (Date.now() - this.startedAt > MAX_TIME)
      throw new UnreadableFile('file takes too long to read. Save it as CSV.');
    if (this.file.errored) throw this.file.errored;
    if (this.pending.length >= PIECE) {
      if (!this.file.write(this.pending)) await once(this.file, 'drain');
      this.pending = '';
    }
    return this.count >= this.maxRows;
  }

  discard(): void {
    this.file.destroy();
  }

  async end(): Promise<void> {
    this.file.end(this.pending);
    await finished(this.file);
  }
}

const isDamage = (error: unknown): boolean => {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return (
    code.startsWith('Z_') ||
    /uncompressed|too many bytes|not enough bytes|local file header|crc/i.test(message)
  );
};
