import type { Cell, Row } from './files/csv-reader.js';
import { isHeader, textOf } from './header-rows.js';
import type { MappedColumn } from './import-mapping.js';
import type { RowFilter, TaskRow } from './row-rules.js';
import { nameKey } from './values/names.js';

/** Columns that say the same under another name among the subitems. */
const SAME = new Set(['person', 'people', 'owner']);

/**
 * Monday: groups follow each other, each with its name in a row of its own above the repeated header, and the subitems of an
 * item below it, under a header of their own.
 */
export class GroupedRows implements RowFilter {
  private readonly names: string[];
  /** A row with a single cell: the name of a group, where the header follows. */
  private held: TaskRow | undefined;
  private subitems: string[] | undefined;
  private parent = '';

  /** @param section the group whose name stands above the first header */
  constructor(
    private readonly columns: MappedColumn[],
    private section?: string,
  ) {
    this.names = columns.map(({ name }) => name);
  }

  push(rows: Row[]): TaskRow[] {
    return rows.flatMap((row) => this.read(row));
  }

  end(): TaskRow[] {
    const { held } = this;
    this.held = undefined;
    return held ? [held] : [];
  }

  private read(row: Row): TaskRow[] {
    const texts = row.cells.map((cell) => textOf(cell));
    if (isHeader(this.names, row)) {
      this.section = textOf(this.held?.cells[0]) || this.section;
      this.held = undefined;
      this.subitems = undefined;
      return [];
    }
    if (texts[0] === 'Subitems' && texts[1] === 'Name') {
      this.subitems = texts;
      return this.end();
    }
    const before = this.end();
    if (this.subitems && texts[0] === '' && texts[1]) return [...before, this.subitem(row, this.subitems)];
    const task: TaskRow = { ...row, section: this.section };
    this.subitems = undefined;
    if (texts[0]) this.parent = texts[0];
    if (texts.filter((text) => text !== '').length > 1) return [...before, task];
    this.held = task;
    return before;
  }

  /** A row of subitems with its cells where the columns of items are. */
  private subitem({ line, cells }: Row, names: string[]): TaskRow {
    const found: Cell[] = this.columns.map(() => null);
    const beyond: string[] = [];
    for (const [index, name] of names.entries()) {
      const text = textOf(cells[index]);
      if (text === '') continue;
      const place = this.placeOf(name);
      if (place === -1) beyond.push(`${name}: ${text}`);
      else found[place] = text;
    }
    return { line, cells: [...found, ...beyond], section: this.section, parent: this.parent };
  }

  private placeOf(name: string): number {
    const key = nameKey(name);
    const place = this.names.findIndex((one) => nameKey(one) === key);
    return place === -1 && SAME.has(key) ? this.names.findIndex((one) => SAME.has(nameKey(one))) : place;
  }
}
