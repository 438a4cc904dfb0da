import { LocalCalendar } from '../../common/calendar.js';
import { EXPORT_COLUMNS, type ExportColumn, TABLE_COLUMNS } from './export-columns.js';

interface Format {
  extension: string;
  contentType: string;
  /** The columns it has unless they are named. */
  columns: ExportColumn[];
}

const FORMATS = {
  CSV: { extension: 'csv', contentType: 'text/csv; charset=utf-8', columns: TABLE_COLUMNS },
  NDJSON: { extension: 'ndjson', contentType: 'application/x-ndjson', columns: EXPORT_COLUMNS },
  JSON: { extension: 'json', contentType: 'application/json', columns: EXPORT_COLUMNS },
  XLSX: {
    extension: 'xlsx',
    contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    columns: TABLE_COLUMNS,
  },
} satisfies Record<string, Format>;

const GZIP_TYPE = 'application/gzip';

export type ExportFormat = keyof typeof FORMATS;
export const EXPORT_FORMATS = Object.keys(FORMATS) as ExportFormat[];

export const COMPRESSIONS = ['GZIP'] as const;
export type Compression = (typeof COMPRESSIONS)[number];

/** Every type that a download can have. */
export const CONTENT_TYPES = [...Object.values(FORMATS).map(({ contentType }) => contentType), GZIP_TYPE];

export const columnsOf = (format: ExportFormat): ExportColumn[] => FORMATS[format].columns;

/** The name and the type of a file with tasks as they were at `moment`. */
export function describeFile(
  format: ExportFormat,
  { compression, timeZone = 'UTC' }: { compression?: Compression; timeZone?: string },
  moment: Date,
): { fileName: string; contentType: string } {
  const { extension, contentType } = FORMATS[format];
  const fileName = `tasks-${new LocalCalendar(timeZone).dateAt(moment)}.${extension}`;
  return compression ? { fileName: `${fileName}.gz`, contentType: GZIP_TYPE } : { fileName, contentType };
}
