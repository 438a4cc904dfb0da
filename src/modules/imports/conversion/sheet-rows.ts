import { type Cell, MAX_COLUMNS } from '../files/csv-parser.js';
import { UnreadableFile } from './unreadable-file.js';
import { dateText, type NumberKind, numberText, shareText } from './workbook-numbers.js';
import { withoutEscapes, type XmlHandlers } from './xml-stream.js';

/** A row in which something stands. */
export interface SheetRow {
  /** From 1. */
  number: number;
  cells: Cell[];
}

interface SheetContext {
  strings: readonly Cell[];
  /** How cells show numbers, by their styles. */
  kinds: readonly NumberKind[];
  is1904: boolean;
}

/** Of a sheet (ECMA-376 part 1, 18.3.1.73). */
const MAX_ROWS = 1_048_576;
/** Of one cell, in characters: four times what a spreadsheet lets stand in it. */
const MAX_CELL = 131_072;

/** Makes rows of the XML of a sheet. Formulas are their last values. */
export class SheetRows implements XmlHandlers {
  private rows: SheetRow[] = [];
  private row: SheetRow = { number: 0, cells: [] };
  private column = 0;
  private type = 'n';
  private style = 0;
  private value = '';
  private isValue = false;
  private isPhonetic = false;

  constructor(private readonly context: SheetContext) {}

  /** The rows that are complete since the last call. */
  take(): SheetRow[] {
    const { rows } = this;
    this.rows = [];
    return rows;
  }

  open = (name: string, attributes: Readonly<Record<string, string>>): void => {
    switch (name) {
      case 'row': {
        const number = Number(attributes['r'] ?? this.row.number + 1);
        if (!(number > this.row.number && number <= MAX_ROWS))
          throw new UnreadableFile('file is no workbook that can be read: its rows have no order');
        this.row = { number, cells: [] };
        this.column = 0;
        break;
      }
      case 'c': {
        const place = attributes['r'];
        this.column = place ? columnOf(place) : this.column + 1;
        this.type = attributes['t'] ?? 'n';
        this.style = Number(attributes['s'] ?? 0);
        this.value = '';
        break;
      }
      case 'rPh': {
        this.isPhonetic = true;
        break;
      }
      case 'v':
      case 't': {
        this.isValue = !this.isPhonetic;
        break;
      }
      default:
    }
  };

  text = (text: string): void => {
    if (this.isValue && this.value.length <= MAX_CELL) this.value += text;
  };

  close = (name: string): void => {
    if (name === 'v' || name === 't') this.isValue = false;
    else if (name === 'rPh') this.isPhonetic = false;
    else if (name === 'c') this.addCell();
    else if (name === 'row' && this.row.cells.length > 0) this.rows.push(this.row);
  };

  private addCell(): void {
    if (this.value === '') return;
    const cell = this.cell();
    if (cell === null) return;
    if (this.column > MAX_COLUMNS)
      throw new UnreadableFile(`file has a row of more than ${MAX_COLUMNS} cells`);
    const { cells } = this.row;
    while (cells.length < this.column - 1) cells.push(null);
    cells[this.column - 1] = cell;
  }

  private cell(): Cell {
    const { value } = this;
    switch (this.type) {
      case 's': {
        return this.context.strings[Number(value)] ?? null;
      }
      case 'b': {
        return value.trim() === '1' ? 'TRUE' : 'FALSE';
      }
      case 'inlineStr':
      case 'str': {
        return withoutEscapes(value);
      }
      case 'd':
      case 'e': {
        return value;
      }
      default: {
        const kind = this.context.kinds[this.style];
        if (kind === 'share' && Number.isFinite(Number(value))) return shareText(value);
        const date = kind === 'date' && dateText(Number(value), this.context.is1904);
        return date || numberText(value);
      }
    }
  }
}

/** From 1, of a place such as AB12. */
function columnOf(place: string): number {
  let column = 0;
  for (let index = 0; index < place.length && index < 4; index++) {
    const letter = (place.codePointAt(index) as number) & 0xdf;
    if (letter < 65 || letter > 90) break;
    column = column * 26 + letter - 64;
  }
  return column || 1;
}
