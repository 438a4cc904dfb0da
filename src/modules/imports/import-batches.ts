import { Injectable } from '@nestjs/common';
import { Storage } from '../../storage/storage.js';
import { type CsvRow, readRows } from './csv-reader.js';
import { columnOf, type ParsedRow, type Header, isParsed, parseRow, type RowError } from './import-row.js';
import type { ImportEntity } from './import.entity.js';
import { ImportFailure } from './imports.errors.js';

/** The rows that are written in one transaction. */
export interface Batch {
  rows: ParsedRow[];
  errors: RowError[];
  /** How much of the file ends with the last of them, in percent. */
  progress: number;
}

/** The organization's other writers wait for a batch: some hundredths of a second. */
const MAX_ROWS = 200;
/** In characters. */
const MAX_SIZE = 200_000;

/** The rows of a file to read. */
interface RowRange {
  /** How many rows to skip: those that are done. */
  after: number;
  /** The maximum number of rows in all. */
  limit: number;
}

/** Reads the file of an import batch by batch. */
@Injectable()
export class ImportBatches {
  constructor(private readonly storage: Storage) {}

  /** @throws ImportFailure after the rows before the one that can't be read */
  async *read(
    organizationId: string,
    { id, delimiter, byteSize }: ImportEntity,
    { after, limit }: RowRange,
  ): AsyncGenerator<Batch> {
    const content = await this.storage.open({ organizationId, name: id });
    if (!content) throw new ImportFailure('The file is gone.');
    const progressAt = (rows: CsvRow[]) =>
      Math.min(99, Math.floor((100 * (rows.at(-1)?.position ?? 0)) / byteSize));
    let header: Header | undefined;
    let count = 0;
    let rows: CsvRow[] = [];
    let size = 0;
    let failure: ImportFailure | undefined;
    try {
      for await (const row of readRows(content, delimiter)) {
        if (!header) {
          header = row.cells.map(columnOf);
          continue;
        }
        if (++count > limit) throw new ImportFailure(`The file has more than ${limit} rows.`);
        if (count <= after) continue;
        rows.push(row);
        size += row.cells.reduce((sum, cell) => sum + (cell?.length ?? 0), 0);
        if (rows.length < MAX_ROWS && size < MAX_SIZE) continue;
        yield await batchOf(rows, header, progressAt(rows));
        rows = [];
        size = 0;
      }
    } catch (error) {
      if (!(error instanceof ImportFailure)) throw error;
      failure = error;
    }
    if (header && rows.length > 0) yield await batchOf(rows, header, progressAt(rows));
    if (failure) throw failure;
  }
}

async function batchOf(rows: CsvRow[], header: Header, progress: number): Promise<Batch> {
  const results = await Promise.all(rows.map((row) => parseRow(row, header)));
  const errors = results.filter((row): row is RowError => !isParsed(row));
  return { rows: results.filter(isParsed), errors, progress };
}
