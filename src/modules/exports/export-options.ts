import { ValidationFailed } from '../../common/problem.js';
import { checkSort } from '../tasks/task-sort.js';
import type { CreateExportDto } from './dto/export.dto.js';

/** @throws ValidationFailed for options that can't be combined */
export function checkOptions({ format = 'CSV', filter, sort, ...options }: CreateExportDto): void {
  for (const option of ['delimiter', 'bom'] as const)
    if (options[option] !== undefined && format !== 'CSV')
      throw ValidationFailed.of(option, `${option} has no meaning unless format is CSV`);
  if (options.compression !== undefined && format === 'XLSX')
    throw ValidationFailed.of('compression', 'compression has no meaning for XLSX, which is compressed');
  if (sort) checkSort(sort, filter?.q);
}
