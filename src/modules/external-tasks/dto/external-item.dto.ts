import { PickType } from '@nestjs/swagger';
import { IsOptional, IsUrl } from 'class-validator';
import { IsLine, MaxLength } from '../../../common/text.js';
import { IsTimestamp } from '../../../common/timestamp.js';
import { ReplaceTaskDto } from '../../tasks/dto/task.dto.js';

/** What an item of an external source says of a task, by the rules of the API. */
export class ExternalItemDto extends PickType(ReplaceTaskDto, [
  'title',
  'description',
  'status',
  'priority',
] as const) {
  @IsLine(1, 200)
  id: string;

  @IsOptional()
  @IsTimestamp()
  dueAt?: Date | null;

  @IsOptional()
  @IsTimestamp()
  createdAt?: Date | null;

  @IsOptional()
  @MaxLength(2000)
  @IsUrl({ protocols: ['http', 'https'], require_protocol: true, require_tld: false, disallow_auth: true })
  url?: string | null;
}
