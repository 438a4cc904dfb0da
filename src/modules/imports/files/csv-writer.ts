import type { Cell } from './csv-parser.js';

/** A row as CSV, which is read as these cells again. */
export const csvLine = (cells: Cell[]): string => `${cells.map(quoted).join(',')}\r\n`;

const quoted = (cell: Cell): string =>
  cell === null ? '' : cell === '' || /[",;\t|\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
