import type { LocalCalendar } from '../../common/calendar.js';
import { eventLoopYielder } from '../../common/event-loop.js';
import { VERSION } from '../../common/version.js';
import type { Task, TaskPriority } from '../tasks/task.js';

/** RFC 5545, 3.1: a line has at most 75 octets without its end. */
const MAX_OCTETS = 75;
/** Calendars show the beginning of a description; 20,000 characters of each task would make a feed of megabytes. */
const MAX_DESCRIPTION = 1000;

/** RFC 5545, 3.8.1.9: 1 is the highest, 9 the lowest, 0 none. */
const PRIORITIES: Record<TaskPriority, number> = { URGENT: 1, HIGH: 3, MEDIUM: 5, LOW: 7, NONE: 0 };

export interface CalendarContent {
  name: string;
  tasks: Task[];
  /** The days of the organization: a task that is due until the end of one is an all-day event. */
  days: LocalCalendar;
  publicUrl: string;
}

/**
 * Tasks with due dates as a calendar (RFC 5545). They are events, as widespread calendars show no to-dos of feeds. Equal
 * tasks make equal bytes: DTSTAMP is the time of a task's last change.
 */
export async function calendarText({ name, tasks, days, publicUrl }: CalendarContent): Promise<string> {
  const host = new URL(publicUrl).hostname;
  const parts = [
    lines(
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      `PRODID:-//TaskFlow//TaskFlow ${VERSION}//EN`,
      'CALSCALE:GREGORIAN',
      `NAME:${escapeText(name)}`,
      `X-WR-CALNAME:${escapeText(name)}`,
      'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
      'X-PUBLISHED-TTL:PT1H',
    ),
  ];
  const yieldIfDue = eventLoopYielder();
  for (const task of tasks) {
    parts.push(eventOf(task, days, host, publicUrl));
    await yieldIfDue();
  }
  return [...parts, lines('END:VCALENDAR')].join('');
}

function eventOf(task: Task, days: LocalCalendar, host: string, publicUrl: string): string {
  const { id, number, title, description, status, priority, labels, version, createdAt, updatedAt } = task;
  const isDone = status === 'COMPLETED';
  const about = description?.slice(0, MAX_DESCRIPTION).toWellFormed();
  return lines(
    'BEGIN:VEVENT',
    `UID:${id}@${host}`,
    `DTSTAMP:${utc(updatedAt)}`,
    `CREATED:${utc(createdAt)}`,
    `LAST-MODIFIED:${utc(updatedAt)}`,
    `SEQUENCE:${version}`,
    startOf(task.dueAt as Date, days),
    `SUMMARY:${escapeText(`${isDone ? '✓ ' : ''}${title}`)}`,
    about ? `DESCRIPTION:${escapeText(about)}` : undefined,
    labels.length > 0 ? `CATEGORIES:${labels.map(escapeText).join(',')}` : undefined,
    priority === 'NONE' ? undefined : `PRIORITY:${PRIORITIES[priority]}`,
    `URL:${publicUrl}/app/#/tasks/${number}`,
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  );
}

/** A day without a time is stored as its last millisecond, which is no time that a user would choose. */
function startOf(dueAt: Date, days: LocalCalendar): string {
  const date = days.dateAt(dueAt);
  return days.endOf(date).getTime() === dueAt.getTime()
    ? `DTSTART;VALUE=DATE:${date.replaceAll('-', '')}`
    : `DTSTART:${utc(dueAt)}`;
}

/** As `20301231T235959Z`. */
const utc = (moment: Date): string => moment.toISOString().replace(/[-:]|\.\d+/g, '');

/** Text as a value (RFC 5545, 3.3.11), without the controls that it may not have. */
export function escapeText(text: string): string {
  return text
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replace(/(?![\t\n\u0080-\u009f])\p{Cc}/gu, '')
    .replace(/[\\;,]/g, '\\$&')
    .replaceAll('\n', '\\n');
}

const lines = (...all: (string | undefined)[]): string =>
  all.map((line) => (line === undefined ? '' : contentLine(line))).join('');

/** A line with its end, folded where it is longer than 75 octets, and never within a character. */
export function contentLine(line: string): string {
  if (line.length * 3 <= MAX_OCTETS || Buffer.byteLength(line) <= MAX_OCTETS) return `${line}\r\n`;
  const octets = Buffer.from(line);
  const parts: string[] = [];
  for (let start = 0; start < octets.length;) {
    // The blank at the beginning of what continues a line is one of its octets.
    let end = Math.min(start + MAX_OCTETS - (start > 0 ? 1 : 0), octets.length);
    while (end < octets.length && ((octets[end] as number) & 0xc0) === 0x80) end--;
    parts.push(octets.toString('utf8', start, end));
    start = end;
  }
  return `${parts.join('\r\n ')}\r\n`;
}
