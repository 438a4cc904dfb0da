import type { ExternalField, ExternalMap } from '../../config/external-tasks.js';
import { LocalCalendar } from '../../common/calendar.js';
import { firstCharacters, hasAtMost } from '../../common/characters.js';
import { composed } from '../../common/text.js';
import { isUnreadable, readDate } from '../imports/values/dates.js';
import { isNo, isYes, numberedPriority, priorityOf, statusOf } from '../imports/values/statuses.js';
import type { TaskPriority, TaskStatus } from '../tasks/task.js';

const MAX_TITLE = 500;
const MAX_DESCRIPTION = 20_000;
/** Times of external sources that name no offset are in UTC. */
const UTC = new LocalCalendar('UTC');
/** What an object is called that stands where a text is expected, such as a status with an id of its own. */
const NAMES = ['name', 'title', 'displayName', 'label', 'value'];
const NOT_YET = /^(?:|open|null|none)$/i;

/** What stands at a path; undefined where nothing does. */
export function valueAt(value: unknown, path: string): unknown {
  let found = value;
  for (const name of path.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined;
    found = (found as Record<string, unknown>)[name];
  }
  return found;
}

/** Reads the fields of an item by their map. Each is undefined where nothing stands, or what can't be read. */
export class ExternalFields {
  /** The fields in which something stands that can't be read. */
  readonly unreadable: ExternalField[] = [];

  constructor(
    private readonly item: object,
    private readonly map: ExternalMap,
  ) {}

  id(): unknown {
    const value = this.value('id');
    return Number.isSafeInteger(value) ? String(value) : typeof value === 'string' ? value.trim() : value;
  }

  /** In one line, and cut where it is too long. */
  title(): string | undefined {
    const line = this.text('title')
      ?.replaceAll(/[\s\p{Cc}]+/gu, ' ')
      .trim();
    if (line === undefined || hasAtMost(line, MAX_TITLE)) return line;
    return `${firstCharacters(line, MAX_TITLE - 1)}…`;
  }

  description(): string | undefined {
    const text = this.text('description')?.replaceAll('\0', '');
    return text && firstCharacters(text, MAX_DESCRIPTION);
  }

  url(): string | undefined {
    const text = this.text('url') || undefined;
    // Answers have URIs, in which other characters are encoded.
    return text && /[^!-~]/.test(text) && URL.canParse(text) ? new URL(text).href : text;
  }

  /** Completed where one of the two fields says so. */
  status(): TaskStatus | undefined {
    const completed = this.isCompleted();
    const stated = this.stated();
    return completed ? 'COMPLETED' : (stated ?? (completed === false ? 'CREATED' : undefined));
  }

  priority(): TaskPriority | undefined {
    const text = this.text('priority');
    if (!text) return undefined;
    return numberedPriority(text) ?? priorityOf(text) ?? this.fail('priority');
  }

  date(field: 'dueAt' | 'createdAt'): Date | undefined {
    const text = this.text(field);
    if (!text) return undefined;
    const date = readDate(text, { calendar: UTC, endOfDay: field === 'dueAt' });
    return isUnreadable(date) ? this.fail(field) : date;
  }

  private isCompleted(): boolean | undefined {
    const value = this.value('completed');
    if (typeof value === 'boolean') return value;
    const text = this.text('completed');
    if (text === undefined) return undefined;
    if (isNo(text) || NOT_YET.test(text)) return false;
    if (isYes(text) || statusOf(text) === 'COMPLETED') return true;
    return isUnreadable(readDate(text, { calendar: UTC, endOfDay: false })) ? this.fail('completed') : true;
  }

  private stated(): TaskStatus | undefined {
    const value = this.value('status');
    if (typeof value === 'boolean') return value ? 'COMPLETED' : 'CREATED';
    const text = this.text('status');
    return text ? (statusOf(text.replaceAll('_', ' ')) ?? this.fail('status')) : undefined;
  }

  private value(field: ExternalField): unknown {
    return valueAt(this.item, this.map[field] ?? field);
  }

  private text(field: ExternalField): string | undefined {
    let value = this.value(field);
    if (typeof value === 'object' && value !== null) {
      const named = value as Record<string, unknown>;
      value = NAMES.map((name) => named[name]).find((one) => typeof one === 'string') ?? value;
    }
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'string') return composed(value).trim();
    return typeof value === 'number' ? String(value) : this.fail(field);
  }

  private fail(field: ExternalField): undefined {
    this.unreadable.push(field);
  }
}
