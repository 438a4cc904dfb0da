import type { Row } from './files/csv-reader.js';
import { GroupedRows } from './grouped-rows.js';
import { isHeader, textOf } from './header-rows.js';
import type { ImportMapping, MappedColumn } from './import-mapping.js';
import { sourceOf } from './sources/sources.js';
import { TitleTree } from './title-tree.js';
import { nameKey } from './values/names.js';

/** A row that is a task, with what other rows say about it. */
export interface TaskRow extends Row {
  section?: string;
  parent?: string;
  comments?: string[];
}

/** Todoist has four levels. */
const MAX_DEPTH = 10;
/** How many characters of notes one task has at most: what follows them in the file must not fill the memory. */
const MAX_NOTES = 1024 * 1024;

/** Turns rows into those of tasks. */
export interface RowFilter {
  /** @returns the tasks that are complete with these rows */
  push(rows: Row[]): TaskRow[];
  /** @returns the task that the end of the file completes */
  end(): TaskRow[];
}

/** The filter of a source. Headers that are repeated, as in files put together, are left out. */
export function rowFilter({ source, columns, firstSection }: ImportMapping): RowFilter {
  switch (sourceOf(source).rows) {
    case 'todoist': {
      return new TodoistRows(columns);
    }
    case 'groups': {
      return new GroupedRows(columns, firstSection);
    }
    case 'title-tree': {
      return new TitleTree(columns);
    }
    default: {
      return new WithoutHeaders(columns);
    }
  }
}

class WithoutHeaders implements RowFilter {
  private readonly names: string[];

  constructor(columns: MappedColumn[]) {
    this.names = columns.map(({ name }) => name);
  }

  push(rows: Row[]): TaskRow[] {
    const isRepeated = (row: Row): boolean => isHeader(this.names, row);
    return rows.some(isRepeated) ? rows.filter((row) => !isRepeated(row)) : rows;
  }

  end(): TaskRow[] {
    return [];
  }
}

/** Todoist: a row is a section, a task, or a note on the task before; tasks are indented below their parents. */
class TodoistRows implements RowFilter {
  private readonly type: number;
  private readonly content: number;
  private readonly indent: number;
  private section: string | undefined;
  private parents: string[] = [];
  private last: TaskRow | undefined;
  private notesSize = 0;

  constructor(columns: MappedColumn[]) {
    const indexOf = (name: string): number => columns.findIndex((column) => nameKey(column.name) === name);
    this.type = indexOf('type');
    this.content = indexOf('content');
    this.indent = indexOf('indent');
  }

  push(rows: Row[]): TaskRow[] {
    return rows.flatMap((row) => this.read(row));
  }

  end(): TaskRow[] {
    const { last } = this;
    this.last = undefined;
    return last ? [last] : [];
  }

  private read(row: Row): TaskRow[] {
    const content = textOf(row.cells[this.content]);
    switch (textOf(row.cells[this.type]).toLowerCase()) {
      case 'section': {
        this.section = content;
        return this.end();
      }
      case 'note': {
        this.note(content);
        return [];
      }
      case 'meta': {
        return [];
      }
      default: {
        return this.task(row, content);
      }
    }
  }

  private note(content: string): void {
    this.notesSize += content.length;
    if (this.last && content !== '' && this.notesSize <= MAX_NOTES) (this.last.comments ??= []).push(content);
  }

  private task(row: Row, content: string): TaskRow[] {
    const depth = Math.min(Math.max(1, Number(textOf(row.cells[this.indent])) || 1), MAX_DEPTH);
    this.parents = [...this.parents.slice(0, depth - 1), content];
    const complete = this.end();
    this.notesSize = 0;
    this.last = { ...row, section: this.section, parent: this.parents[depth - 2] };
    return complete;
  }
}
