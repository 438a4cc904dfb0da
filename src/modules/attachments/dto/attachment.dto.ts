import { ListDto } from '../../../http/list-query.dto.js';

export class AttachmentDto {
  /** @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  id: string;
  /** @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  taskId: string;
  /** As it was called, without folders and control characters. @example plan.pdf */
  fileName: string;
  /** What its content shows it to be. @example application/pdf */
  contentType: string;
  /** @example 48213 */
  byteSize: number;
  /** Of the content, in hexadecimal. @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 */
  sha256: string;
  /** @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  uploadedBy: string;
  createdAt: Date;
}

export class AttachmentListDto extends ListDto {
  data: AttachmentDto[];
}
