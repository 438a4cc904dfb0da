import type { Row } from './files/csv-reader.js';
import { isHeader } from './header-rows.js';
import type { MappedColumn } from './import-mapping.js';
import type { RowFilter, TaskRow } from './row-rules.js';

/** Azure DevOps: of several columns of titles, the one that has it says how deep below the rows before it a row is. */
export class TitleTree implements RowFilter {
  private readonly names: string[];
  private readonly levels: number[];
  private titles: string[] = [];

  constructor(columns: MappedColumn[]) {
    this.names = columns.map(({ name }) => name);
    this.levels = columns.flatMap(({ field }, index) => (field === 'title' ? [index] : []));
  }

  push(rows: Row[]): TaskRow[] {
    const tasks = rows.filter((row) => !isHeader(this.names, row));
    return tasks.map((row) => {
      const level = this.levels.findIndex((index) => row.cells[index]?.trim());
      if (level === -1) return row;
      const title = row.cells[this.levels[level] as number]?.trim() as string;
      // Levels may be skipped.
      const parent = this.titles.slice(0, level).findLast((one) => one !== undefined);
      this.titles.length = level;
      this.titles[level] = title;
      return parent === undefined ? row : { ...row, parent };
    });
  }

  end(): TaskRow[] {
    return [];
  }
}
