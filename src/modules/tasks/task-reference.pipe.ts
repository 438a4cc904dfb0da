import { Injectable, type PipeTransform } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { isUUID } from 'class-validator';
import { ValidationFailed } from '../../common/problem.js';

/** A task in a path: its id, or its number in the organization. */
@Injectable()
export class TaskReferencePipe implements PipeTransform<string, string | number> {
  transform(value: string): string | number {
    if (isUUID(value)) return value.toLowerCase();
    if (/^[1-9]\d{0,8}$/.test(value)) return Number(value);
    throw ValidationFailed.of('id', 'id must be the UUID or the number of a task');
  }
}

/** Describes the parameter that the pipe reads. */
export const ApiReference = () =>
  ApiParam({ name: 'id', type: String, description: 'The id of the task, or its number.', example: '1' });
