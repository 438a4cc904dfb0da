import type { components } from '@taskflow/client';
import type { Names } from '../../api/organization.ts';
import { NAMES, PRIORITY, STATUS } from '../../texts/common.ts';
import { COLUMNS, EXPORT_FILTER } from '../../texts/transfers.ts';
import { formatPeriod } from '../../ui/format.ts';
import type { Export } from './work.ts';

export type Format = Export['format'];
export type Column = Export['columns'][number];

/** Names instead of ids. */
export const READERS_COLUMNS = (Object.keys(COLUMNS) as Column[]).slice(0, 13);

const ENDINGS: Record<Format, string> = { CSV: 'csv', XLSX: 'xlsx', JSON: 'json', NDJSON: 'ndjson' };

export const fileNameOf = ({ format, createdAt, options }: Export): string =>
  `tasks-${createdAt.slice(0, 10)}.${ENDINGS[format]}${options.compression ? '.gz' : ''}`;

/** Which tasks an export has. */
export function sayFilter(filter: Export['filter'], names: Names): string {
  const {
    status,
    priority,
    label,
    assigneeId,
    projectId,
    q,
    dueAfter,
    dueBefore,
    createdAfter,
    createdBefore,
  } = filter as components['schemas']['TaskFilterDto'];
  const parts = [
    status?.map((one) => STATUS[one]).join(EXPORT_FILTER.or),
    priority?.map((one) => PRIORITY[one]).join(EXPORT_FILTER.or),
    label?.join(EXPORT_FILTER.or),
    assigneeId && EXPORT_FILTER.assignee(names.member(assigneeId)),
    projectId && (names.project(projectId) ?? NAMES.goneProject),
    q && EXPORT_FILTER.words(q),
    (dueAfter ?? dueBefore) && EXPORT_FILTER.due(formatPeriod(dueAfter, dueBefore)),
    (createdAfter ?? createdBefore) && EXPORT_FILTER.created(formatPeriod(createdAfter, createdBefore)),
  ].filter((part) => part !== undefined && part !== '');
  return parts.length > 0 ? parts.join(', ') : EXPORT_FILTER.all;
}
