import { csvLine } from './files/csv-writer.js';

/** The column of the reasons, which an import leaves out. */
const REASON = 'importError';

/** Refused rows as CSV under the header of their file, to be mended and imported again. */
export function refusalsCsv(names: string[], rows: { cells: (string | null)[]; reason: string }[]): string {
  const padded = (cells: (string | null)[]): (string | null)[] =>
    names.map((_name, index) => cells[index] ?? null);
  return [
    csvLine([...names, REASON]),
    ...rows.map(({ cells, reason }) => csvLine([...padded(cells), reason])),
  ].join('');
}
