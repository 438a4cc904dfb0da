import { Readable } from 'node:stream';
import type { PreviewTaskDto } from '#app/modules/imports/dto/preview.dto.js';

/** A file that a product exports, and the tasks that an import makes of it. */
export interface SourceFile {
  source: string;
  /** As the product writes them: the header, and the rows below. */
  lines: string[];
  tasks: Partial<PreviewTaskDto>[];
}

export const contentOf = ({ lines }: SourceFile): Readable =>
  Readable.from([Buffer.from(`${lines.join('\n')}\n`)]);

/** A moment in UTC. */
export const at = (time: string): Date => new Date(`${time}Z`);

/** When a day ends on which a task is due. */
export const endOf = (day: string): Date => at(`${day}T23:59:59.999`);
