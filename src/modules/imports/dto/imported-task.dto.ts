import { PickType } from '@nestjs/swagger';
import { IsOptional, IsString } from 'class-validator';
import { IsLine, MaxLength } from '../../../common/text.js';
import { IsTimestamp } from '../../../common/timestamp.js';
import { ReplaceTaskDto } from '../../tasks/dto/task.dto.js';

const FIELDS = ['title', 'description', 'status', 'priority', 'labels'] as const;

/** A row of a file: a task by the rules of the API, with names in place of ids, and with timestamps of the past. */
export class ImportedTaskDto extends PickType(ReplaceTaskDto, FIELDS) {
  @IsOptional()
  @IsLine(1, 200)
  project?: string | null;

  @IsOptional()
  @IsString()
  @MaxLength(320)
  assignee?: string | null;

  @IsOptional()
  @IsTimestamp()
  dueAt?: Date | null;

  @IsOptional()
  @IsTimestamp()
  createdAt?: Date | null;

  @IsOptional()
  @IsTimestamp()
  completedAt?: Date | null;
}
