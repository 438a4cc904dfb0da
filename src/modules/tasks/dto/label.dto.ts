import { PageDto } from '../../../http/page-query.dto.js';
import { IsLabel } from '../../../common/text.js';

export class LabelDto {
  /** @example release */
  name: string;
  /** How many tasks have it. @example 12 */
  taskCount: number;
}

export class LabelPageDto extends PageDto {
  data: LabelDto[];
}

export class UpdateLabelDto {
  /** Its new name; that of another label merges them. @example release */
  @IsLabel()
  name: string;
}
