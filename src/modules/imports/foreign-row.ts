import { firstCharacters, hasAtMost, inParts } from '../../common/characters.js';
import type { TaskPriority, TaskStatus } from '../tasks/task.js';
import type { ForeignColumns } from './foreign-columns.js';
import type { TaskRow } from './row-rules.js';
import type { ColumnField } from './sources/source.js';
import { isUnreadable } from './values/dates.js';
import { readForeignLabels } from './values/labels.js';
import { assigneesIn } from './values/assignees.js';
import { isNo, isYes, saysMore } from './values/statuses.js';
import { commentsIn, withoutTags } from './values/texts.js';

/** What a value may mean, where the file doesn't tell for certain. */
export interface Unclear {
  column: string;
  value: string;
  reason: string;
  proposal: string;
}

/** A value because of which a row is no task. */
export class InvalidCell extends Error {
  constructor(
    readonly field: string,
    readonly value: string | null,
    reason: string,
    readonly proposal: string | null = null,
  ) {
    super(reason);
  }
}

/** A row of another product, as what the API takes and what goes beside it. */
export interface ForeignTask {
  values: Record<string, unknown>;
  /** The assignees of each column that names any. */
  assignees: string[][];
  comments: string[];
  sourceId: string | null;
  unclear: Unclear[];
}

const MAX_TITLE = 500;
const MAX_DESCRIPTION = 20_000;
const MAX_LABEL = 50;
const MAX_LABELS = 20;
const MAX_PROJECT = 200;
/** A clock that is wrong, or a time zone: a moment that lies so far ahead counts as now. */
const TOLERANCE = 36 * 3_600_000;

const ORDER: TaskStatus[] = ['CREATED', 'IN_PROGRESS', 'COMPLETED'];
/** Reads a row as another product writes it. What has no place is appended to the description. */
class ForeignRow {
  private readonly notes: [name: string, value: string][] = [];
  private readonly comments: string[] = [];
  private readonly unclear: Unclear[] = [];

  constructor(
    private readonly row: TaskRow,
    private readonly columns: ForeignColumns,
  ) {}

  /** @throws InvalidCell */
  read(): ForeignTask {
    const found = this.labels();
    const title = this.title(found);
    const labels = [...found];
    const dates = this.dates();
    const status = this.status(dates);
    const priority = this.priority();
    const project = this.project();
    const assignees = this.columns.indexes('assignee').flatMap((index) => {
      const text = this.text(index);
      return text === '' ? [] : [assigneesIn(text)];
    });
    this.readComments();
    this.readNotes();
    if (labels.length > MAX_LABELS)
      this.note(this.columns.nameOf('labels'), labels.splice(MAX_LABELS).join(', '));
    const description = this.description();
    const values = { title, description, status, priority, labels, project, ...dates };
    const sourceId = this.columns.sourceId(this.row.cells);
    return { values, assignees, comments: this.comments, sourceId, unclear: this.unclear };
  }

  private text(index: number): string {
    return this.row.cells[index]?.trim() ?? '';
  }

  /** The cells of a field in which something stands, with their columns. */
  private texts(field: ColumnField): { text: string; column: string; index: number }[] {
    return this.columns.indexes(field).flatMap((index) => {
      const text = this.text(index);
      return text === '' ? [] : [{ text, column: this.columns.all[index]?.name ?? field, index }];
    });
  }

  private note(name: string, value: string): void {
    this.notes.push([name, value]);
  }

  private doubt(column: string, value: string, reason: string, proposal: string): void {
    this.unclear.push({ column, value, reason, proposal });
  }

  private title(labels: Set<string>): string {
    const [first, ...more] = this.texts('title');
    let title = (first?.text ?? '')
      .split(/[\r\n]+/)
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .join(' ');
    for (const { column, text } of more) this.note(column, text);
    if (this.columns.source.rows === 'todoist') title = withoutTags(title, labels);
    if (title === '')
      throw new InvalidCell('title', null, `${this.columns.nameOf('title')} must not be empty`);
    if (hasAtMost(title, MAX_TITLE)) return title;
    this.note(this.columns.nameOf('title'), title);
    return `${firstCharacters(title, MAX_TITLE - 1)}…`;
  }

  private labels(): Set<string> {
    const { labelSuffix } = this.columns.source;
    const labels = new Set<string>();
    for (const { text, column } of this.texts('labels'))
      for (const one of readForeignLabels(text)) {
        const label = labelSuffix ? one.replace(labelSuffix, '').trim() : one;
        if (!hasAtMost(label, MAX_LABEL)) this.note(column, label);
        else if (label !== '') labels.add(label);
      }
    return labels;
  }

  private dates(): { dueAt?: Date; createdAt?: Date; completedAt?: Date } {
    const dueAt = this.date('dueAt');
    let createdAt = this.notAhead('createdAt', this.date('createdAt'));
    let completedAt = this.notAhead('completedAt', this.date('completedAt'));
    if (completedAt) createdAt ??= completedAt;
    // A day without a time, or a time zone that isn't said.
    if (createdAt && completedAt && completedAt < createdAt) completedAt = createdAt;
    return { ...(dueAt && { dueAt }), ...(createdAt && { createdAt }), ...(completedAt && { completedAt }) };
  }

  private date(field: 'dueAt' | 'createdAt' | 'completedAt'): Date | undefined {
    let found: Date | undefined;
    for (const { text, column, index } of this.texts(field)) {
      if (field === 'completedAt' && (isYes(text) || isNo(text))) continue;
      const date = this.columns.date(text, index);
      if (!isUnreadable(date)) {
        if (found && found.getTime() !== date.getTime()) this.note(column, text);
        found ??= date;
      } else if (field === 'dueAt' && this.columns.source.hasWordsForDates) {
        this.note(column, text);
        this.doubt(
          column,
          text,
          'is a date in words',
          'the task has no due date; the words are in its description',
        );
      } else if (!/^(?:none|n\/a|null|never|not set|-|–|—)$/i.test(text)) {
        throw new InvalidCell(field, text, `${column}: ${date.reason}`, date.proposal);
      }
    }
    return found;
  }

  private notAhead(field: 'createdAt' | 'completedAt', date: Date | undefined): Date | undefined {
    const now = Date.now();
    if (!date || date.getTime() <= now) return date;
    if (date.getTime() < now + TOLERANCE) return new Date(now);
    const [cell] = this.texts(field);
    throw new InvalidCell(field, cell?.text ?? null, `${field} must not be in the future`);
  }

  /** What says most: a task that one column calls done is done. A date of completion counts where no status says otherwise. */
  private status(dates: { completedAt?: Date }): TaskStatus {
    const stated = this.texts('status');
    const sections = this.texts('section');
    if (this.row.section) sections.push({ text: this.row.section, column: 'Section', index: -1 });
    const given =
      stated.find(({ text }) => this.columns.isStated(text)) ??
      sections.find(({ text }) => this.columns.isStated(text));
    const found = [...stated, ...sections].flatMap(({ text }) => this.columns.statusOf(text) ?? []);
    const explicit = stated.flatMap(({ text }) => this.columns.statusOf(text) ?? []);
    let status = given
      ? (this.columns.statusOf(given.text) as TaskStatus)
      : (found.toSorted((a, b) => ORDER.indexOf(b) - ORDER.indexOf(a))[0] ?? 'CREATED');
    if (this.isCompleted() || this.isFull() || (dates.completedAt && explicit.length === 0 && !given))
      status = 'COMPLETED';
    for (const { text, column } of [...stated, ...sections]) this.keepStatus(text, column);
    if (dates.completedAt && status !== 'COMPLETED') {
      for (const { text, column } of this.texts('completedAt')) this.note(column, text);
      delete dates.completedAt;
    }
    return status;
  }

  private isCompleted(): boolean {
    const completed = this.texts('completed');
    const flags = [...completed, ...this.texts('completedAt')];
    for (const { text, column } of completed) if (!isYes(text) && !isNo(text)) this.note(column, text);
    const archived = this.texts('archived').filter(({ text }) => isYes(text));
    for (const { text, column } of archived) this.note(column, text);
    return archived.length > 0 || flags.some(({ text }) => isYes(text));
  }

  /** Whether a share of it, such as `% Complete`, is all, where nothing else says a status. */
  private isFull(): boolean {
    if (this.texts('status').length > 0 || this.texts('section').length > 0) return false;
    return this.texts('note').some(
      ({ text, column }) => column.startsWith('%') && /^100(?: ?%)?$/.test(text),
    );
  }

  /** A status that says more than ours do, or one that isn't known, stays in the description. */
  private keepStatus(text: string, column: string): void {
    if (this.columns.statusOf(text) === undefined)
      this.doubt(column, text, 'is no status that is known', 'CREATED, unless another column says more');
    if (saysMore(text)) this.note(column, text);
  }

  private priority(): TaskPriority {
    const [first, ...more] = this.texts('priority');
    if (!first) return 'NONE';
    for (const { column, text } of more) this.note(column, text);
    const priority = this.columns.priorityOf(first.text);
    if (priority) return priority;
    this.note(first.column, first.text);
    this.doubt(first.column, first.text, 'is no priority that is known', 'NONE');
    return 'NONE';
  }

  private project(): string | undefined {
    const [first, ...more] = this.texts('project');
    if (!first) return undefined;
    for (const { column, text } of more) this.note(column, text);
    // A link behind the name, as Notion writes it.
    const text = first.text.replaceAll(/\(https?:\/\/[^()]*\)/g, '').trim();
    const isList = text.startsWith('["') || (/s$/i.test(first.column) && text.includes(','));
    const [name = '', ...others] = isList ? readForeignLabels(text) : [text];
    if (others.length > 0) this.note(first.column, text);
    if (hasAtMost(name, MAX_PROJECT)) return name === '' ? undefined : name;
    this.note(first.column, text);
    return firstCharacters(name, MAX_PROJECT);
  }

  private readComments(): void {
    for (const { text, column } of this.texts('comment'))
      // How many there are is no comment.
      if (/^\d{1,6}$/.test(text)) this.note(column, text);
      else this.comments.push(...commentsIn(text));
    this.comments.push(...(this.row.comments ?? []));
  }

  private readNotes(): void {
    for (const { text, column } of this.texts('note')) this.note(column || 'Without a name', text);
    for (const text of this.row.cells.slice(this.columns.all.length))
      if (text?.trim()) this.note('Beyond the header', text.trim());
    if (this.row.parent) this.note('Parent', this.row.parent);
  }

  /** The text, and below it what has no place of its own. What is too long goes on in comments. */
  private description(): string | null {
    const [first, ...more] = this.columns.indexes('description').map((index) => ({
      text: this.row.cells[index] ?? '',
      column: this.columns.all[index]?.name ?? '',
    }));
    for (const { text, column } of more) if (text.trim()) this.note(column, text.trim());
    const lines = this.notes.map(([name, value]) => `${name}: ${value}`).join('\n');
    const whole = [first?.text.trim() ? first.text : '', lines].filter((part) => part !== '').join('\n\n');
    const [description = null, ...rest] = inParts(whole, MAX_DESCRIPTION);
    this.comments.push(...rest);
    return description;
  }
}

/** @throws InvalidCell */
export const readForeignRow = (row: TaskRow, columns: ForeignColumns): ForeignTask =>
  new ForeignRow(row, columns).read();
