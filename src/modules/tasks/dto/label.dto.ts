import { PageDto } from '../../../http/page-query.dto.js';

export class LabelDto {
  /** @example release */
  name: string;
  /** How many tasks have it. @example 12 */
  taskCount: number;
}

export class LabelPageDto extends PageDto {
  data: LabelDto[];
}
