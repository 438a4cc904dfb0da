import { ApiProperty, PartialType } from '@nestjs/swagger';
import { IsOptional, IsString } from 'class-validator';
import { PageDto } from '../../../http/page-query.dto.js';
import { IsLine, MaxLength } from '../../../common/text.js';

export class CreateProjectDto {
  /**
   * Unique in the organization; case makes no difference.
   * @example "Release 2.0"
   */
  @IsLine(1, 200)
  name: string;

  /** Its description. */
  @ApiProperty({ example: 'Everything that has to be done before 2.0.' })
  @IsOptional()
  @IsString()
  @MaxLength(20_000)
  description?: string | null;
}

/** The fields to change. */
export class UpdateProjectDto extends PartialType(CreateProjectDto, { skipNullProperties: false }) {}

export class ProjectDto {
  /** @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  id: string;
  /** @example "Release 2.0" */
  name: string;
  /** @example "Everything that has to be done before 2.0." */
  description: string | null;
  /** How many tasks belong to it. `version` doesn't count their changes. @example 12 */
  taskCount: number;
  /** Increases with every change. @example 1 */
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

export class ProjectPageDto extends PageDto {
  data: ProjectDto[];
}
