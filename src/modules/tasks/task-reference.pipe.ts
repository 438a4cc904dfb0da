import { Injectable, type PipeTransform } from '@nestjs/common';
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
