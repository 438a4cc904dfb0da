import { ApiProperty, PartialType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsObject, IsOptional, ValidateNested } from 'class-validator';
import { IsLine, MayBeAbsent } from '../../../common/text.js';
import { PageDto } from '../../../http/page-query.dto.js';
import { TaskFilterDto } from '../../tasks/dto/task-query.dto.js';
import { TASK_SORTS, type TaskSort } from '../../tasks/task-sort.js';
import { VIEW_GROUPINGS, type ViewGrouping } from '../view.js';

export class CreateViewDto {
  /** @example "Urgent and open" */
  @IsLine(1, 200)
  name: string;

  /** Whether all members have it, which needs `view:share`. Otherwise it is yours alone. @example false */
  @MayBeAbsent()
  @IsBoolean()
  isShared?: boolean;

  /**
   * Which tasks, as `GET /tasks` is asked for them: what it would refuse is refused here, too. A day stays the day of the
   * organization that it is.
   * @example { "priority": ["URGENT"], "notStatus": ["COMPLETED"] }
   */
  @MayBeAbsent()
  @IsObject()
  @ValidateNested()
  @Type(() => TaskFilterDto)
  filter?: TaskFilterDto;

  /** Their order, as in `GET /tasks`; the newest first when left out. `relevance` needs `q` in the filter. @example dueAt */
  @MayBeAbsent()
  @IsIn(TASK_SORTS)
  sort?: TaskSort;

  /** The field by which clients show the list in groups; null for none. */
  @ApiProperty({ enum: VIEW_GROUPINGS, nullable: true, required: false, example: 'status' })
  @IsOptional()
  @IsIn(VIEW_GROUPINGS)
  groupBy?: ViewGrouping | null;
}

/** The fields to change. A filter replaces the one before. */
export class UpdateViewDto extends PartialType(CreateViewDto, { skipNullProperties: false }) {}

export class ViewDto {
  /** @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  id: string;
  /** @example "Urgent and open" */
  name: string;
  /** Who made it; a former member, maybe, of a shared one. @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  authorId: string;
  /** Whether all members have it. @example false */
  isShared: boolean;
  /**
   * To be asked of `GET /tasks`. It follows a label that is renamed or merged. A label, a project or a member that is gone
   * stays in it, and finds no tasks: a view never shows more than it was made for.
   */
  @ApiProperty({ type: TaskFilterDto, example: { priority: ['URGENT'], notStatus: ['COMPLETED'] } })
  filter: Record<string, unknown>;
  /** @example dueAt */
  @ApiProperty({ enum: TASK_SORTS })
  sort: TaskSort;
  /** The field by which clients show the list in groups. */
  @ApiProperty({ enum: VIEW_GROUPINGS, nullable: true, example: 'status' })
  groupBy: ViewGrouping | null;
  /** Increases with every change. @example 1 */
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

export class ViewPageDto extends PageDto {
  data: ViewDto[];
}
