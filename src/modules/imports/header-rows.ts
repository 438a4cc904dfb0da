import type { Cell, Row } from './files/csv-reader.js';

/** A cell without the blanks around it. */
export const textOf = (cell: Cell | undefined): string => (cell ?? '').trim();

/** Whether a row is the header again, as in files that were put together. */
export const isHeader = (names: string[], { cells }: Row): boolean =>
  names.length > 1 &&
  textOf(cells[0]) === names[0] &&
  names.every((name, index) => textOf(cells[index]) === name);
