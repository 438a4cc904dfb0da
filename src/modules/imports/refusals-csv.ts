/** The column of the reasons, which an import leaves out. */
const REASON = 'importError';

/** Refused rows as CSV under the header of their file, to be mended and imported again. */
export function refusalsCsv(names: string[], rows: { cells: (string | null)[]; reason: string }[]): string {
  const line = (cells: (string | null)[]): string => `${cells.map(quoted).join(',')}\r\n`;
  const padded = (cells: (string | null)[]): (string | null)[] =>
    names.map((_name, index) => cells[index] ?? null);
  return [line([...names, REASON]), ...rows.map(({ cells, reason }) => line([...padded(cells), reason]))].join('');
}

const quoted = (cell: string | null): string =>
  cell === null ? '' : cell === '' || /[",;\t|\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
