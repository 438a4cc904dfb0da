import { PickType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsOptional, IsUrl } from 'class-validator';
import { IsLine, MaxLength } from '../../../common/text.js';
import { IsTimestamp } from '../../../common/timestamp.js';
import { ReplaceTaskDto } from '../../tasks/dto/task.dto.js';

/** An item of the external source: a task by the rules of the API. */
export class ExternalItemDto extends PickType(ReplaceTaskDto, [
  'title',
  'description',
  'status',
  'priority',
] as const) {
  @Transform(({ value }) => (Number.isSafeInteger(value) ? String(value) : value))
  @IsLine(1, 200)
  id: string;

  @IsOptional()
  @IsTimestamp()
  dueAt?: Date | null;

  @IsTimestamp()
  createdAt: Date;

  @IsOptional()
  @MaxLength(2000)
  @IsUrl({ protocols: ['http', 'https'], require_protocol: true, require_tld: false, disallow_auth: true })
  url?: string | null;
}
