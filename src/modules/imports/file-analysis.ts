import { ValidationFailed } from '../../common/problem.js';
import { declaredDelimiter, DELIMITERS, firstRows, type Row } from './files/csv-reader.js';
import { readGivenMapping } from './given-mapping.js';
import type { ImportFile } from './import-file.js';
import { type ImportMapping, proposeMapping, scoreOf } from './import-mapping.js';
import type { DateOrder } from './values/dates.js';

/** How a file is to be read, as far as a client says. */
export interface ReadingOptions {
  delimiter?: string;
  mapping?: string;
  dateFormat?: DateOrder;
}

export interface FileAnalysis {
  delimiter: string;
  mapping: ImportMapping;
  /** The rows behind the header that are in the beginning of the file. */
  rows: Row[];
}

/** How many rows are looked at to find the header. */
const PREAMBLE = 25;

/** @param timeZone of times without an offset. @throws ValidationFailed for a file without the header it needs */
export function analyse(file: ImportFile, options: ReadingOptions, timeZone: string): FileAnalysis {
  const { beginning, isWhole } = file;
  const given = readGivenMapping(options.mapping, options.dateFormat);
  const declared = file.countsRows ? ',' : (options.delimiter ?? declaredDelimiter(beginning));
  const [best] = (declared ? [declared] : DELIMITERS)
    .map((delimiter) => {
      const rows = firstRows(beginning, delimiter, isWhole, file.countsRows);
      const first = rows.slice(0, PREAMBLE);
      const score = Math.max(0, ...first.map(({ cells }) => scoreOf(cells, given)));
      return { delimiter, rows, score, width: Math.max(0, ...first.map(({ cells }) => cells.length)) };
    })
    .toSorted((a, b) => b.score - a.score || b.width - a.width);
  if (!best || best.rows.length === 0)
    throw ValidationFailed.of(
      'file',
      'file must be CSV with a header row of 1,000 columns at most, and is empty or something else',
    );
  const mapping = proposeMapping(best.rows, best.delimiter, timeZone, given);
  const needsEvidence = mapping.needsEvidence && !isWhole;
  return {
    delimiter: best.delimiter,
    mapping: { ...mapping, needsEvidence },
    rows: best.rows.slice(mapping.headerRow + 1),
  };
}
