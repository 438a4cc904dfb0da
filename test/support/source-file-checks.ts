import type { PreviewDto } from '#app/modules/imports/dto/preview.dto.js';
import { CsvParser } from '#app/modules/imports/files/csv-parser.js';
import type { SourceFile } from './source-files.ts';

/** A file with what it is, where a product has several kinds. */
export interface NamedFile extends SourceFile {
  what: string;
}

/** The columns of a file with something in them that is neither in a description nor named as left out. */
export function missingNotes(file: SourceFile, { mapping, tasks, leftOut, delimiter }: PreviewDto): string[] {
  const descriptions = tasks.map(({ description }) => description).join('\n');
  const parser = new CsvParser(delimiter);
  const rows = [...parser.push(file.lines.join('\n')), ...parser.end()];
  const columns = Object.entries(mapping.columns);
  const header = rows.findIndex(({ cells }) =>
    columns.every(([name]) => cells.some((cell) => cell?.trim() === name)),
  );
  const hasValues = (name: string): boolean =>
    rows
      .slice(header + 1)
      .some(({ cells }) =>
        cells.some((cell, place) => cell?.trim() && rows[header]?.cells[place]?.trim() === name),
      );
  return columns.flatMap(([name, field]) => {
    if (field === null) return leftOut.includes(name) ? [] : [name];
    return field === 'note' && hasValues(name) && !descriptions.includes(`${name}: `) ? [name] : [];
  });
}
