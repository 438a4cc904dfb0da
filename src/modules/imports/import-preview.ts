import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { PreviewDto, PreviewValueDto } from './dto/preview.dto.js';
import { analyse, type FileAnalysis, type ReadingOptions } from './file-analysis.js';
import type { ImportFile } from './import-file.js';
import { type ImportMapping, namedColumns } from './import-mapping.js';
import { isParsed, type ParsedRow, type RowError, RowReader } from './import-row.js';
import { rowFilter } from './row-rules.js';
import { isAmbiguous } from './values/dates.js';

/** How many tasks are shown, and how many rows are read for what they have in common. */
const SHOWN = 20;
const READ = 1000;
const MAX_VALUES = 100;

/** Finds the tasks that rows know. */
export type LookUp = (
  mapping: ImportMapping,
  rows: ParsedRow[],
) => Promise<ReadonlyMap<ParsedRow, PreviewDto['tasks'][number]['known']>>;

/** Shows what would become of a file, by its beginning. */
@Injectable()
export class ImportPreview {
  /** @param lookUp left out: none is known. @throws ValidationFailed, ImportTooLarge */
  async read(
    content: Readable,
    file: ImportFile,
    options: ReadingOptions & { sheets?: string[] },
    timeZone: string,
    lookUp: LookUp = async () => new Map(),
  ): Promise<PreviewDto> {
    await file.readBeginning(content);
    const preview = await this.of(analyse(file, options, timeZone), file.encoding, lookUp);
    return { ...preview, sheets: options.sheets ?? [] };
  }

  private async of(
    { delimiter, mapping, rows }: FileAnalysis,
    encoding: string,
    lookUp: LookUp,
  ): Promise<Omit<PreviewDto, 'sheets'>> {
    const filter = rowFilter(mapping);
    const reader = new RowReader(mapping, encoding);
    const tasks = [...filter.push(rows.slice(0, READ)), ...filter.end()];
    const read = await Promise.all(tasks.map((row) => reader.read(row)));
    const valid = read.filter(isParsed);
    const refused = read.filter((row): row is RowError => !isParsed(row));
    const valuesOf = (field: 'status' | 'section' | 'priority'): Map<string, number> => {
      const found = new Map<string, number>();
      for (const [index, column] of mapping.columns.entries())
        if (column.field === field)
          for (const { cells } of tasks) {
            const text = cells[index]?.trim();
            if (text && (found.has(text) || found.size < MAX_VALUES))
              found.set(text, (found.get(text) ?? 0) + 1);
          }
      return found;
    };
    const states = new Map([...valuesOf('status'), ...valuesOf('section')]);
    const status = listOf(states, (text) => reader.statusOf(text));
    const priority = listOf(valuesOf('priority'), (text) => reader.priorityOf(text));
    const ambiguous = mapping.columns.flatMap(({ name, field, dateOrder }, index) => {
      const cell = ['dueAt', 'createdAt', 'completedAt'].includes(field ?? '')
        ? tasks.find(({ cells }) => isAmbiguous(cells[index] ?? ''))?.cells[index]
        : undefined;
      if (!cell) return [];
      const proposal = dateOrder ? `read as ${dateOrder}` : 'dateFormat=DMY or dateFormat=MDY';
      return [{ column: name, value: cell, reason: 'may be day/month or month/day', proposal }];
    });
    const doubts = [...ambiguous, ...valid.flatMap(({ unclear }) => unclear)];
    const unclear = [...new Map(doubts.map((one) => [`${one.column}\0${one.value}`, one])).values()];
    const shown = valid.slice(0, SHOWN);
    const known = await lookUp(mapping, shown);
    return {
      source: mapping.source,
      encoding,
      delimiter,
      mapping: {
        columns: namedColumns(mapping),
        values: { status: meaningsOf(status) as never, priority: meaningsOf(priority) as never },
        dateFormat: mapping.dateFormat,
      },
      values: { status, priority },
      tasks: shown.map((row) => ({ ...toPreview(row), known: known.get(row) ?? null })),
      refusals: refused.slice(0, SHOWN).map(({ line, reason, field, value = null, proposal = null }) => ({
        line,
        reason,
        field,
        value,
        proposal,
      })),
      unclear: unclear.slice(0, MAX_VALUES),
      leftOut: leftOut(mapping.columns),
    };
  }
}

/** The columns that aren't read. */
export const leftOut = (columns: FileAnalysis['mapping']['columns']): string[] =>
  columns.filter(({ field, name }) => field === null && name !== '').map(({ name }) => name);

const listOf = (
  values: Map<string, number>,
  meaning: (text: string) => string | undefined,
): PreviewValueDto[] =>
  [...values].map(([value, count]) => ({ value, count, becomes: meaning(value) ?? null }));

const meaningsOf = (values: PreviewValueDto[]): Record<string, string> =>
  Object.fromEntries(values.flatMap(({ value, becomes }) => (becomes ? [[value, becomes]] : [])));

function toPreview({
  line,
  values,
  assignees,
  comments,
  sourceId,
}: ParsedRow): Omit<PreviewDto['tasks'][number], 'known'> {
  const {
    title,
    description = null,
    status = 'CREATED',
    priority = 'NONE',
    project = null,
    labels = [],
  } = values;
  const { dueAt = null, createdAt = null, completedAt = null } = values;
  const assignee = assignees[0]?.join(', ') ?? null;
  return {
    line,
    title,
    description,
    status,
    priority,
    project,
    assignee,
    labels,
    dueAt,
    createdAt,
    completedAt,
    comments,
    sourceId,
  };
}
