import { ApiProperty } from '@nestjs/swagger';
import { Allow, ArrayMaxSize, IsArray, IsBoolean, IsIn, IsInt, Max, Min } from 'class-validator';
import { ShapedAs } from '../../../http/shape.js';
import { MayBeAbsent } from '../../../common/text.js';
import { TaskDto, UpdateTaskDto } from './task.dto.js';

export const BULK_OPERATIONS = ['create', 'update', 'delete'] as const;
export type BulkOperation = (typeof BULK_OPERATIONS)[number];

/** One of many writes. */
export class BulkOperationDto {
  /** @example update */
  @IsIn(BULK_OPERATIONS)
  op: BulkOperation;

  /** The id of the task, or its number; a creation has none. */
  @ApiProperty({ oneOf: [{ type: 'string' }, { type: 'integer' }], required: false, example: 42 })
  @Allow()
  id?: unknown;

  /** The fields, as in POST /tasks or PATCH /tasks/{id}: an update without any completes the task. */
  @ApiProperty({ type: Object, required: false, example: { priority: 'HIGH' } })
  @Allow()
  @ShapedAs(() => UpdateTaskDto)
  task?: unknown;

  /** Write only if the task still has this version. @example 1 */
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(999_999_999)
  ifMatch?: number;
}

export class BulkDto {
  /** What to do, in this order. */
  // Each is checked by itself: what is wrong with one says nothing about the others.
  @IsArray()
  @ArrayMaxSize(500)
  @ShapedAs(() => BulkOperationDto)
  operations: BulkOperationDto[];

  /** Do all of it or nothing. @example false */
  @MayBeAbsent()
  @IsBoolean()
  atomic?: boolean;
}

export class BulkResultDto {
  /** What the call of its own would have been answered with, or 424 for what failed with another. @example 201 */
  status: number;

  /** As it is after the operation; not after a deletion. */
  task?: TaskDto;

  /** Why it failed. */
  @ApiProperty({ allOf: [{ $ref: '#/components/schemas/Problem' }], required: false })
  problem?: object;
}

export class BulkResultsDto {
  /** One for each operation, in their order. */
  results: BulkResultDto[];
}
