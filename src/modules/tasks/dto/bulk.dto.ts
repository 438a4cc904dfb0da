import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { Allow, ArrayMaxSize, IsArray, IsBoolean, IsIn, IsInt, Max, Min } from 'class-validator';
import { ShapedAs } from '../../../http/shape.js';
import { MayBeAbsent } from '../../../common/text.js';
import { CreateTaskDto, TaskDto, UpdateTaskDto } from './task.dto.js';

export const BULK_OPERATIONS = ['create', 'update', 'delete'] as const;
export type BulkOperation = (typeof BULK_OPERATIONS)[number];

/** One of many writes, as it comes: what it has to have beside `op` is checked by itself. */
export class BulkOperationDto {
  @IsIn(BULK_OPERATIONS)
  op: BulkOperation;

  /** The id of the task, or its number; a creation has none. */
  @Allow()
  id?: unknown;

  /** The fields, as in POST /tasks or PATCH /tasks/{id}: an update without any completes the task. */
  @Allow()
  @ShapedAs(() => UpdateTaskDto)
  task?: unknown;

  /** Write only if the task still has this version. */
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(999_999_999)
  ifMatch?: number;
}

/** A creation among many writes. */
export class BulkCreateDto {
  @ApiProperty({ enum: ['create'], example: 'create' })
  op: 'create';
  /** As in POST /tasks. */
  task: CreateTaskDto;
}

/** A task by its id or its number. */
const ApiTaskReference = () =>
  ApiProperty({
    oneOf: [
      { type: 'string', format: 'uuid' },
      { type: 'integer', minimum: 1, maximum: 999_999_999 },
    ],
    description: 'The id of the task, or its number.',
    example: 42,
  });

class BulkChangeBase {
  @ApiTaskReference()
  id: string | number;
  /** Write only if the task still has this version. */
  @ApiProperty({ type: 'integer', minimum: 0, maximum: 999_999_999, required: false, example: 1 })
  ifMatch?: number;
}

/** A change among many writes. */
export class BulkUpdateDto extends BulkChangeBase {
  @ApiProperty({ enum: ['update'], example: 'update' })
  op: 'update';
  /** As in PATCH /tasks/{id}: without any fields the task is completed. */
  @ApiProperty({ type: () => UpdateTaskDto, required: false, example: { priority: 'HIGH' } })
  task?: UpdateTaskDto;
}

/** A deletion among many writes. */
export class BulkDeleteDto extends BulkChangeBase {
  @ApiProperty({ enum: ['delete'], example: 'delete' })
  op: 'delete';
}

const OPERATIONS = { create: BulkCreateDto, update: BulkUpdateDto, delete: BulkDeleteDto };

@ApiExtraModels(...Object.values(OPERATIONS))
export class BulkDto {
  /** What to do, in this order. */
  // Each is checked by itself: what is wrong with one says nothing about the others.
  @ApiProperty({
    type: 'array',
    items: {
      oneOf: Object.values(OPERATIONS).map((type) => ({ $ref: getSchemaPath(type) })),
      discriminator: {
        propertyName: 'op',
        mapping: Object.fromEntries(
          Object.entries(OPERATIONS).map(([op, type]) => [op, getSchemaPath(type)]),
        ),
      },
    },
    example: [{ op: 'update', id: 42, task: { priority: 'HIGH' }, ifMatch: 1 }],
  })
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
