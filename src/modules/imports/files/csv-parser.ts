import { composed } from '../../../common/text.js';

/** A cell; null is an empty one without quotes. */
export type Cell = string | null;

export interface Row {
  /** The line of the file in which it begins, counted from 1. */
  line: number;
  cells: Cell[];
}

/** What isn't CSV. `line` is where the row begins. */
export class CsvSyntaxError extends Error {
  constructor(
    readonly line: number,
    reason: string,
  ) {
    super(reason);
  }
}

/** In characters: no task has this many, and a quote that is never closed must not fill the memory. */
const MAX_ROW = 1024 * 1024;
/** No product has this many fields of a task. */
export const MAX_COLUMNS = 1000;

const QUOTE = 34;
const CR = 13;
const LF = 10;
const VISIBLE = /\S/;
/** Without these, a text is composed as it is. */
const MAY_COMPOSE = /[^\0-\u02ff]/;

/**
 * Reads CSV (RFC 4180) piece by piece, with the liberties that spreadsheets take: rows end with CRLF, LF or CR; a quote
 * within a cell that doesn't begin with one is a character like others; rows in which nothing stands are left out.
 */
export class CsvParser {
  private readonly delimiter: number;
  private rest = '';
  private line = 1;
  /** Where the parsing of a row has arrived in `rest`, and what it has found. */
  private at = 0;
  private breaks = 0;
  private mayCompose = false;
  /** What follows the rows that were returned. */
  private failure: CsvSyntaxError | undefined;

  /** @param countsRows whether lines are counted by rows, whatever breaks the cells of a row have */
  constructor(
    delimiter: string,
    private readonly countsRows = false,
  ) {
    this.delimiter = delimiter.charCodeAt(0);
  }

  /** @returns the rows that are complete with this piece. @throws CsvSyntaxError */
  push(text: string): Row[] {
    this.mayCompose ||= MAY_COMPOSE.test(text);
    this.rest += text;
    return this.read(false);
  }

  /** @returns the row that the end of the file completes. @throws CsvSyntaxError */
  end(): Row[] {
    return this.read(true);
  }

  private read(isEnd: boolean): Row[] {
    if (this.failure) throw this.failure;
    const rows: Row[] = [];
    this.at = 0;
    let start = 0;
    while (this.at < this.rest.length) {
      this.breaks = 0;
      let cells: Cell[] | undefined;
      try {
        cells = this.row(isEnd);
      } catch (error) {
        if (!(error instanceof CsvSyntaxError) || rows.length === 0) throw error;
        this.failure = error;
        return rows;
      }
      if (!cells) break;
      if (this.mayCompose) cells = cells.map((cell) => cell && composed(cell));
      if (cells.some((cell) => cell !== null && VISIBLE.test(cell))) rows.push({ line: this.line, cells });
      this.line += this.countsRows ? 1 : this.breaks + 1;
      start = this.at;
    }
    this.rest = this.rest.slice(start);
    if (this.rest.length > MAX_ROW)
      throw new CsvSyntaxError(
        this.line,
        `The row that begins in line ${this.line} is too long. Is a quote in it never closed?`,
      );
    return rows;
  }

  /** @returns undefined while its end isn't there */
  private row(isEnd: boolean): Cell[] | undefined {
    const { rest } = this;
    const cells: Cell[] = [];
    for (;;) {
      if (cells.length === MAX_COLUMNS)
        throw new CsvSyntaxError(this.line, `A row has more than ${MAX_COLUMNS} cells.`);
      if (rest.charCodeAt(this.at) === QUOTE) {
        const cell = this.quoted(isEnd);
        if (cell === undefined) return undefined;
        cells.push(cell);
      } else {
        const start = this.at;
        const end = this.endOfCell(start);
        cells.push(end === start ? null : rest.slice(start, end));
        this.at = end;
      }
      if (this.at >= rest.length) return isEnd ? cells : undefined;
      const code = rest.charCodeAt(this.at++);
      if (code === this.delimiter) continue;
      if (code === CR) {
        if (this.at === rest.length && !isEnd) return undefined;
        if (rest.charCodeAt(this.at) === LF) this.at++;
      }
      return cells;
    }
  }

  private endOfCell(start: number): number {
    const { rest, delimiter } = this;
    let end = start;
    for (; end < rest.length; end++) {
      const code = rest.charCodeAt(end);
      if (code === delimiter || code === LF || code === CR) break;
    }
    return end;
  }

  private quoted(isEnd: boolean): string | undefined {
    const { rest } = this;
    const start = this.at;
    let close = rest.indexOf('"', start + 1);
    let isEscaped = false;
    while (close !== -1 && rest.charCodeAt(close + 1) === QUOTE) {
      isEscaped = true;
      close = rest.indexOf('"', close + 2);
    }
    if (close === -1) {
      if (!isEnd) return undefined;
      throw new CsvSyntaxError(
        this.line,
        `A quote in the row that begins in line ${this.line} is never closed.`,
      );
    }
    // Whether another quote follows is seen with the next piece only.
    if (close + 1 === rest.length && !isEnd) return undefined;
    let text = rest.slice(start + 1, close);
    const end = this.endOfCell(close + 1);
    if (end > close + 1) {
      if (end === rest.length && !isEnd) return undefined;
      // Not a quoted cell after all, unless only blanks follow.
      if (VISIBLE.test(rest.slice(close + 1, end))) {
        text = rest.slice(start, end);
        isEscaped = false;
      }
    }
    this.breaks += breaksIn(text);
    this.at = end;
    return isEscaped ? text.replaceAll('""', '"') : text;
  }
}

function breaksIn(text: string): number {
  if (!text.includes('\n') && !text.includes('\r')) return 0;
  return text.match(/\r\n|\r|\n/g)?.length ?? 0;
}
