import { addAbortSignal, pipeline, type Readable, Transform, type TransformCallback } from 'node:stream';
import { createGzip } from 'node:zlib';
import type pg from 'pg';
import { CopyRows, LINES, type RowFrame } from '../../database/copy-rows.js';
import type { ExportColumn } from './export-columns.js';
import type { ExportFormat } from './export-formats.js';
import type { ExportStatements } from './export-statements.js';
import type { ExportEntity } from './export.entity.js';
import { ExportFailure } from './exports.errors.js';
import { XlsxWorkbook } from './xlsx-workbook.js';

/** PostgreSQL's code for a setting that it rejects. */
const INVALID_PARAMETER_VALUE = '22023';

/** A request for content: what is read, and how it is written. */
export interface ContentRequest extends Pick<ExportEntity, 'format' | 'columns' | 'options'> {
  statements: ExportStatements;
  /** How many bytes the plan has room for; null for any number. */
  remainingBytes: number | null;
}

/** The content of an export's file. Only as much of it is read as the consumer of the stream asks for. */
export interface ExportContent {
  stream: Readable;
  /** The organization's last change that it contains. */
  sequence: number;
  /** Rows in all. */
  total: number;
  /** Rows so far. */
  countRows: () => number;
  /** Bytes so far. */
  countBytes: () => number;
}

/** RFC 4180 ends rows with CRLF. Line breaks inside of cells stay as they are. */
const CSV: RowFrame = { before: '', between: '\r\n', after: '\r\n', none: '' };
const FRAMES: Record<ExportFormat, RowFrame> = {
  CSV,
  NDJSON: LINES,
  JSON: { before: '[\n', between: ',\n', after: '\n]\n', none: '[]\n' },
  XLSX: LINES,
};

/** Marks a file as UTF-8 for spreadsheets. */
const BYTE_ORDER_MARK = '\ufeff';

/**
 * Starts reading an export from an open snapshot. When `signal` aborts, the stream fails.
 * @throws ExportFailure when the database doesn't know the time zone
 */
export async function openContent(
  client: pg.Client,
  { format, columns, options, statements, remainingBytes }: ContentRequest,
  signal: AbortSignal,
): Promise<ExportContent> {
  if (statements.timeZone) await setTimeZone(client, statements.timeZone, options.timeZone);
  const { rows } = await client.query<{ sequence: number; total: number }>(statements.about);
  const { sequence, total } = rows[0] as { sequence: number; total: number };
  const frame = options.bom ? { ...CSV, before: BYTE_ORDER_MARK } : FRAMES[format];
  // It may fail before it is read; the reader gets the error nevertheless.
  const copy = client.query(new CopyRows(statements.copy, frame)).on('error', () => undefined);
  const { stream: written, countRows } = write(copy, format, columns, total);
  const size = new ByteCount(remainingBytes ?? Infinity);
  const stream = through(options.compression ? through(written, createGzip()) : written, size);
  // It may fail before it is consumed; the consumer gets the error nevertheless.
  addAbortSignal(signal, stream).on('error', () => undefined);
  return { sequence, total, stream, countRows, countBytes: () => size.bytes };
}

function write(
  copy: CopyRows,
  format: ExportFormat,
  columns: ExportColumn[],
  total: number,
): Pick<ExportContent, 'stream' | 'countRows'> {
  if (format === 'XLSX') {
    const workbook = new XlsxWorkbook(copy, columns, { total });
    return { stream: workbook.stream, countRows: () => workbook.rows };
  }
  // The header of CSV is a row, too.
  return { stream: copy, countRows: () => (format === 'CSV' ? Math.max(0, copy.rows - 1) : copy.rows) };
}

/** Connects two streams: an error of either destroys both. */
function through(source: Readable, next: Transform): Transform {
  pipeline(source, next, () => undefined);
  return next;
}

class ByteCount extends Transform {
  bytes = 0;

  /** @param remainingBytes how many bytes there may be */
  constructor(private readonly remainingBytes: number) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.bytes += chunk.length;
    if (this.bytes > this.remainingBytes) done(ExportFailure.ofNoRoom());
    else done(null, chunk);
  }
}

async function setTimeZone(client: pg.Client, statement: string, name = 'UTC'): Promise<void> {
  try {
    await client.query(statement);
  } catch (error) {
    if ((error as { code?: string }).code !== INVALID_PARAMETER_VALUE) throw error;
    throw new ExportFailure(`The database doesn't know the time zone ${name}.`);
  }
}
