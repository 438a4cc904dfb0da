import { pipeline, type Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { parse as parseAtOnce } from 'csv-parse/sync';
import { eventLoopYielder } from '../../common/event-loop.js';
import { ImportFailure } from './imports.errors.js';

export const DELIMITERS = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** A cell; null is an empty one without quotes. */
export type Cell = string | null;

export interface CsvRow {
  /** The line of the file in which it begins, counted from 1. */
  line: number;
  cells: Cell[];
  /** Bytes of the file up to its end. */
  position: number;
}

/** In characters: no task has this many, and a quote that is never closed must not fill the memory. */
const MAX_ROW = 1024 * 1024;

/** No product has this many fields of a task. */
const MAX_COLUMNS = 1000;

/** So many labels of a cell are read: one more than a task may have, so that it shows. */
const MAX_LABELS = 21;
/** The longest cell that is read as labels, in characters: that many of the longest, each in quotes. */
const MAX_LABELS_LENGTH = 4096;

/** What the parser is given at a time, in bytes: it doesn't pause within. */
const PIECE = 8 * 1024;

const OPTIONS = {
  bom: true,
  max_record_size: MAX_ROW,
  record_delimiter: ['\r\n', '\n', '\r'],
  relax_column_count: true,
  // A quote within a cell that doesn't begin with one is a character like others.
  relax_quotes: true,
};

const isBlank = (cells: Cell[]): boolean => cells.length === 1 && cells[0] === null;

/** The rows of a file, one after the other; blank lines are left out. @throws ImportFailure */
export async function* readRows(content: Readable, delimiter: string): AsyncGenerator<CsvRow> {
  const parser = parse({
    ...OPTIONS,
    delimiter,
    info: true,
    cast: (cell, { quoting, index }) => {
      if (index >= MAX_COLUMNS) throw new ImportFailure(`A row has more than ${MAX_COLUMNS} cells.`);
      return cell === '' && !quoting ? null : cell;
    },
  });
  const yieldIfDue = eventLoopYielder();
  // An error of the content destroys the parser and fails the reader; a reader that stops destroys both.
  pipeline(
    content,
    (source: AsyncIterable<Buffer>) => inPieces(source, yieldIfDue),
    parser,
    () => undefined,
  );
  let line = 1;
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: Cell[];
      info: { bytes: number };
    }>) {
      if (!isBlank(record)) yield { line, cells: record, position: info.bytes };
      line += 1 + record.reduce((breaks, cell) => breaks + (cell?.match(/\r\n|\r|\n/g)?.length ?? 0), 0);
      await yieldIfDue();
    }
  } catch (error) {
    throw error instanceof CsvError ? new ImportFailure(reasonOf(error, line)) : error;
  }
}

async function* inPieces(
  source: AsyncIterable<Buffer>,
  yieldIfDue: () => Promise<void> | undefined,
): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    for (let start = 0; start < chunk.length; start += PIECE) {
      yield chunk.subarray(start, start + PIECE);
      await yieldIfDue();
    }
  }
}

/**
 * The first row of a file, of which this is the beginning, by the delimiter given or by the one that yields the
 * most wanted columns.
 * @returns undefined when there is none
 */
export function readFirstRow(
  beginning: Buffer,
  isWanted: (cell: string) => boolean,
  given?: Delimiter,
): { delimiter: Delimiter; cells: string[] } | undefined {
  const found = (given ? [given] : DELIMITERS).flatMap((delimiter) => {
    const cells = firstRow(beginning, delimiter);
    return cells ? [{ delimiter, cells, wanted: cells.filter(isWanted).length }] : [];
  });
  return found.toSorted((a, b) => b.wanted - a.wanted || b.cells.length - a.cells.length)[0];
}

function firstRow(beginning: Buffer, delimiter: Delimiter): string[] | undefined {
  try {
    const cast = (cell: string, { index }: { index: number }): string => {
      if (index >= MAX_COLUMNS) throw new Error('too many columns');
      return cell;
    };
    return parseAtOnce(beginning, { ...OPTIONS, delimiter, skip_empty_lines: true, to: 1, cast })[0];
  } catch {
    return undefined;
  }
}

/** The labels of a cell: a line of CSV in itself, as a label may contain a comma. */
export function readLabels(cell: string): string[] | undefined {
  if (cell.length > MAX_LABELS_LENGTH) return undefined;
  if (!cell.includes('"')) return cell.split(',', MAX_LABELS).map((label) => label.trim());
  try {
    const lines: string[][] = parseAtOnce(cell, { relax_quotes: true });
    return lines.length === 1 ? lines[0]?.slice(0, MAX_LABELS) : undefined;
  } catch {
    return undefined;
  }
}

function reasonOf({ code }: CsvError, line: number): string {
  if (code === 'CSV_QUOTE_NOT_CLOSED')
    return `A quote in the row that begins in line ${line} is never closed.`;
  if (code === 'CSV_MAX_RECORD_SIZE')
    return `The row that begins in line ${line} is too long. Is a quote in it never closed?`;
  return `The row that begins in line ${line} is no CSV.`;
}
