import { Injectable } from '@nestjs/common';
import { Storage } from '../../storage/storage.js';
import { type Row, readCsv } from './files/csv-reader.js';
import { countsRows } from './import-file.js';
import type { ImportMapping } from './import-mapping.js';
import { isParsed, type ParsedRow, type RowError, RowReader } from './import-row.js';
import type { ImportEntity } from './import.entity.js';
import { ImportFailure } from './imports.errors.js';
import { rowFilter, type TaskRow } from './row-rules.js';
import { sourceOf } from './sources/sources.js';
import { byColumn, DateEvidence } from './values/date-evidence.js';

/** The rows that are written in one transaction. */
export interface Batch {
  rows: ParsedRow[];
  errors: RowError[];
  /** How much of the file ends with the last of them, in percent. */
  progress: number;
}

/**
 * The organization's other writers wait for a batch: some hundredths of a second. Each change of a known task is a
 * statement of its own.
 */
const MAX_ROWS = { skip: 200, update: 25 };
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
    entity: ImportEntity,
    { after, limit }: RowRange,
  ): AsyncGenerator<Batch> {
    const mapping = await this.complete(organizationId, entity);
    const reader = new RowReader(mapping, entity.encoding);
    const filter = rowFilter(mapping);
    let count = 0;
    let batch: TaskRow[] = [];
    let size = 0;
    const progressAt = (position: number): number =>
      Math.min(99, Math.floor((100 * position) / entity.byteSize));
    let end = 0;
    let failure: ImportFailure | undefined;
    try {
      for await (const { rows, position, isLast } of this.rows(organizationId, entity)) {
        const tasks = isLast ? [...filter.push(rows), ...filter.end()] : filter.push(rows);
        const start = end;
        end = position;
        for (const [index, row] of tasks.entries()) {
          if (++count > limit) throw new ImportFailure(`The file has more than ${limit} rows.`);
          if (count <= after) continue;
          batch.push(row);
          size += sizeOf(row);
          if (batch.length < MAX_ROWS[entity.onKnown] && size < MAX_SIZE) continue;
          const done = start + ((index + 1) / tasks.length) * (end - start);
          yield await batchOf(batch, reader, progressAt(done));
          batch = [];
          size = 0;
        }
      }
    } catch (error) {
      if (!(error instanceof ImportFailure)) throw error;
      failure = error;
    }
    if (batch.length > 0) yield await batchOf(batch, reader, progressAt(end));
    if (failure) throw failure;
  }

  /** The mapping with the order of days and months, which all rows may be needed to tell. */
  private async complete(organizationId: string, entity: ImportEntity): Promise<ImportMapping> {
    const { mapping } = entity;
    if (!mapping.needsEvidence) return mapping;
    const evidence = new DateEvidence(mapping.columns);
    for await (const { rows } of this.rows(organizationId, entity)) for (const row of rows) evidence.add(row);
    const decided = byColumn(mapping.columns, evidence, { preferred: sourceOf(mapping.source).dateOrder });
    const columns = decided.map((column, index) => ({ ...mapping.columns[index], ...column }));
    return { ...mapping, columns };
  }

  /** The rows behind the header. */
  private async *rows(
    organizationId: string,
    { id, delimiter, encoding, mapping }: ImportEntity,
  ): AsyncGenerator<{ rows: Row[]; position: number; isLast: boolean }> {
    const content = await this.storage.open({ organizationId, name: id });
    if (!content) throw new ImportFailure('The file is gone.');
    let ahead = mapping.headerRow + 1;
    for await (const { rows, position, isLast } of readCsv(content, delimiter, countsRows(encoding))) {
      const behind = ahead > 0 ? rows.slice(ahead) : rows;
      ahead = Math.max(0, ahead - rows.length);
      yield { rows: behind, position, isLast };
    }
  }
}

const sizeOf = ({ cells }: Row): number => cells.reduce((sum, cell) => sum + (cell?.length ?? 0), 0);

async function batchOf(rows: TaskRow[], reader: RowReader, progress: number): Promise<Batch> {
  const results = await Promise.all(rows.map((row) => reader.read(row)));
  const errors = results.filter((row): row is RowError => !isParsed(row));
  return { rows: results.filter(isParsed), errors, progress };
}
