import { ApiProperty, OmitType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsOptional, Matches } from 'class-validator';
import { PageDto } from '../../../http/page-query.dto.js';
import { IsLabel, MayBeAbsent } from '../../../common/text.js';

export class LabelDto {
  /** @example release */
  name: string;
  /** How many tasks have it. @example 12 */
  taskCount: number;
  /** In hexadecimal; null where none was set. @example "#1f6feb" */
  color: string | null;
}

/** A label without the number of its tasks, which come and go without a change of the label. */
export class LabelStateDto extends OmitType(LabelDto, ['taskCount']) {}

export class LabelPageDto extends PageDto {
  data: LabelDto[];
}

export class UpdateLabelDto {
  /** Its new name; that of another label merges them. @example release */
  @MayBeAbsent()
  @IsLabel()
  name?: string;

  /** Its colour, as `#` and six hexadecimal digits; null takes it off. */
  @ApiProperty({ example: '#1f6feb' })
  @IsOptional()
  @Transform(({ value }) => (typeof value === 'string' ? value.toLowerCase() : value))
  @Matches(/^#[0-9A-Fa-f]{6}$/, {
    message: '$property must be # and six hexadecimal digits, such as #1f6feb',
  })
  color?: string | null;
}
