import type { Readable } from 'node:stream';
import { eventLoopYielder } from '../../../common/event-loop.js';
import { ImportFailure } from '../imports.errors.js';
import { CsvParser, CsvSyntaxError, type Row } from './csv-parser.js';

export type { Cell, Row } from './csv-parser.js';

export const DELIMITERS = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** Rows of a file that follow each other, and how much of the file ends with them, in bytes. */
export interface Rows {
  rows: Row[];
  position: number;
  isLast: boolean;
}

/** What the parser is given at a time, in characters: it doesn't pause within. */
const PIECE = 16 * 1024;

/** The line by which a spreadsheet is told the delimiter of a file. */
const SEPARATOR_LINE = /^sep=(.)(?:\r\n|\r|\n|$)/i;

/**
 * The rows of a file in UTF-8; those in which nothing stands are left out.
 * @param countsRows see `CsvParser`
 * @throws ImportFailure
 */
export async function* readCsv(
  content: Readable,
  delimiter: string,
  countsRows = false,
): AsyncGenerator<Rows> {
  const parser = new CsvParser(delimiter, countsRows);
  const decoder = new TextDecoder();
  const yieldIfDue = eventLoopYielder();
  let position = 0;
  try {
    for await (const chunk of content as AsyncIterable<Buffer>) {
      const text = decoder.decode(chunk, { stream: true });
      for (let start = 0; start < text.length; start += PIECE) {
        const end = Math.min(start + PIECE, text.length);
        const rows = parser.push(text.slice(start, end));
        const within = position + (chunk.length * end) / text.length;
        if (rows.length > 0) yield { rows, position: within, isLast: false };
        await yieldIfDue();
      }
      position += chunk.length;
    }
    const rows = [...parser.push(decoder.decode()), ...parser.end()];
    yield { rows, position, isLast: true };
    // What is no CSV comes after the rows before it.
    parser.end();
  } catch (error) {
    throw error instanceof CsvSyntaxError ? new ImportFailure(error.message) : error;
  }
}

/**
 * The first rows of a file, of which this is the beginning.
 * @param isWhole whether it is all of the file
 */
export function firstRows(beginning: Buffer, delimiter: string, isWhole: boolean, countsRows = false): Row[] {
  const parser = new CsvParser(delimiter, countsRows);
  const rows: Row[] = [];
  try {
    rows.push(...parser.push(new TextDecoder().decode(beginning, { stream: !isWhole })));
    if (isWhole) rows.push(...parser.end());
  } catch (error) {
    if (!(error instanceof CsvSyntaxError)) throw error;
  }
  return rows;
}

/** The delimiter that the first line of a file declares for spreadsheets; undefined where it declares none. */
export function declaredDelimiter(beginning: Buffer): string | undefined {
  return SEPARATOR_LINE.exec(new TextDecoder().decode(beginning.subarray(0, 16)))?.[1];
}
