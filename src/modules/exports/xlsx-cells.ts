import { isRisky } from '../../common/formula.js';
import type { ColumnKind } from './export-columns.js';

export type CellValue = string | number | null;

/** The maximum number of characters (UTF-16) of a cell. */
export const MAX_CELL_LENGTH = 32_767;

/** The style of `xlsx-parts.ts` that shows a number as a date and a time. */
const DATE_STYLE = 1;
/** And the one that keeps text what it is when the cell is edited, or the sheet is saved as something else. */
const TEXT_STYLE = 2;

const MS_PER_DAY = 86_400_000;
/** Days from the zero of spreadsheets to 1970. */
const EPOCH = 25_569;
/** Spreadsheets have a 29 February 1900: before that, their days are off by one. */
const FIRST_MOMENT = Date.UTC(1900, 2, 1);

/** The name of a column of cells, by its index from 0: A to Z, AA and so on. */
export function columnName(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : columnName(Math.floor(index / 26) - 1) + last;
}

/**
 * A cell with exactly its value: text is marked as text, so it is never evaluated; a timestamp becomes a date and
 * local time of its time zone, or stays text where spreadsheets have no such date.
 * @param reference such as B7
 * Text beyond the maximum is cut, and says so at its end.
 */
export function cell(reference: string, value: CellValue, kind: ColumnKind): string {
  if (value === null) return '';
  if (typeof value === 'number') return `<c r="${reference}"><v>${value}</v></c>`;
  const serial = kind === 'moment' ? serialOf(value) : undefined;
  if (serial !== undefined) return `<c r="${reference}" s="${DATE_STYLE}"><v>${serial}</v></c>`;
  const style = isRisky(value) ? ` s="${TEXT_STYLE}"` : '';
  return `<c r="${reference}"${style} t="inlineStr"><is><t xml:space="preserve">${escaped(fitting(value))}</t></is></c>`;
}

/** Days since the zero of spreadsheets, whose cells have no offset; undefined for dates that they don't have. */
function serialOf(moment: string): number | undefined {
  // Written in UTC, because the time zone's offset can't be expressed.
  if (moment.endsWith('Z')) return undefined;
  const shown = Date.parse(`${moment.slice(0, 23)}Z`);
  // A microsecond more: some readers truncate to milliseconds where others round.
  return shown >= FIRST_MOMENT ? (shown + 0.001) / MS_PER_DAY + EPOCH : undefined;
}

/** Characters that are special or not allowed in XML (a CR would become a LF), and text that looks like their escape. */
const SPECIAL = /[&<>\ufffe\uffff]|(?![\t\n\u007f-\u009f])\p{Cc}|_(?=x[\dA-Fa-f]{4}_)/gu;
const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

function escaped(text: string): string {
  return text.replace(SPECIAL, (character) => {
    const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    return ENTITIES[character] ?? `_x${code}_`;
  });
}

/** The text, or as much of it as a cell may have, without half a surrogate pair at the cut. */
function fitting(text: string): string {
  if (text.length <= MAX_CELL_LENGTH) return text;
  const mark = `… [cut: ${text.length.toLocaleString('en')} characters]`;
  const part = text.slice(0, MAX_CELL_LENGTH - mark.length);
  return (part.isWellFormed() ? part : part.slice(0, -1)) + mark;
}

/** Whether a cell can't have all of a text. */
export const isCut = (value: CellValue): boolean =>
  typeof value === 'string' && value.length > MAX_CELL_LENGTH;
