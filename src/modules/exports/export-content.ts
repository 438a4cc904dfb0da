import { addAbortSignal, pipeline, type Readable, Transform, type TransformCallback } from 'node:stream';
import { createGzip } from 'node:zlib';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { ScavengingStream } from '../../common/scavenging-stream.js';
import { Blocks } from './blocks.js';
import { CsvRows } from './csv-rows.js';
import { aboutStatement, copyCells, copyCsv, copyObjects, type ExportedRows } from './export-statements.js';
import type { ExportEntity } from './export.entity.js';
import { ExportFailure } from './exports.errors.js';
import { JsonArray, JsonLines } from './json-rows.js';
import { XlsxWorkbook } from './xlsx-workbook.js';

/** Of PostgreSQL, for a setting that it doesn't take. */
const INVALID_PARAMETER_VALUE = '22023';

interface Counted {
  stream: Readable;
  /** Rows so far. */
  countRows: () => number;
}

/** The content of an export's file. No more of it is read than whoever takes it asks for. */
export interface ExportContent extends Counted {
  /** The organization's last change that it contains. */
  sequence: number;
  /** Rows there will be. */
  total: number;
  /** Bytes so far. */
  countBytes: () => number;
}

type Asked = Pick<ExportEntity, 'format' | 'filter' | 'sort' | 'columns' | 'options'>;

/**
 * Begins to read an export from an open snapshot. When `signal` aborts, the stream fails.
 * @throws ExportFailure when the database doesn't know the time zone
 */
export async function openContent(
  client: pg.Client,
  asked: Asked,
  signal: AbortSignal,
): Promise<ExportContent> {
  const { format, filter, options } = asked;
  // Cells have no offset: their moments are always those of some clocks.
  const timeZone = options.timeZone ?? (format === 'XLSX' ? 'UTC' : undefined);
  if (timeZone) await setTimeZone(client, timeZone);
  const { rows } = await client.query<{ sequence: number; total: number }>(aboutStatement(filter));
  const { sequence, total } = rows[0] as { sequence: number; total: number };
  const content = read(client, { ...asked, timeZone }, total);
  const written = options.compression ? through(content.stream, createGzip()) : content.stream;
  const size = new ByteCount();
  const stream = through(through(written, size), new Blocks());
  // It may fail before anybody has begun to take it, who then gets the error all the same.
  addAbortSignal(signal, stream).on('error', () => undefined);
  return { sequence, total, stream, countRows: content.countRows, countBytes: () => size.bytes };
}

function read(client: pg.Client, asked: Asked & ExportedRows, total: number): Counted {
  const copy = (statement: string): Readable =>
    through(
      // It may fail once more when its connection closes, after everybody has stopped to listen.
      client.query(copyTo(statement)).on('error', () => undefined),
      new ScavengingStream(),
    );
  switch (asked.format) {
    case 'CSV':
      return counted(copy(copyCsv(asked, asked.options.delimiter)), new CsvRows(asked.options.bom));
    case 'NDJSON':
      return counted(copy(copyObjects(asked)), new JsonLines());
    case 'JSON':
      return counted(copy(copyObjects(asked)), new JsonArray());
    case 'XLSX': {
      const workbook = new XlsxWorkbook(copy(copyCells(asked)), asked.columns, { total });
      return { stream: workbook.stream, countRows: () => workbook.rows };
    }
  }
}

function counted(source: Readable, rows: Transform & { rows: number }): Counted {
  return { stream: through(source, rows), countRows: () => rows.rows };
}

/** What fails in front fails what follows, and the other way round. */
function through(source: Readable, next: Transform): Transform {
  pipeline(source, next, () => undefined);
  return next;
}

class ByteCount extends Transform {
  bytes = 0;

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.bytes += chunk.length;
    done(null, chunk);
  }
}

async function setTimeZone(client: pg.Client, timeZone: string): Promise<void> {
  try {
    await client.query(`SET LOCAL timezone TO ${pg.escapeLiteral(timeZone)}`);
  } catch (error) {
    if ((error as { code?: string }).code !== INVALID_PARAMETER_VALUE) throw error;
    throw new ExportFailure(`The database doesn't know the time zone ${timeZone}.`);
  }
}
