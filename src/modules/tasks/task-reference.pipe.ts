import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { isId } from '../../common/id.js';
import { ValidationFailed } from '../../common/problem.js';

const NUMBER = '[1-9]\\d{0,8}';
const UUID = '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}';
const IS_NUMBER = new RegExp(`^${NUMBER}$`);

/** A task in a path: its id, or its number in the organization. */
@Injectable()
export class TaskReferencePipe implements PipeTransform<string, string | number> {
  static readonly parameter = {
    description: 'The id of the task, or its number.',
    schema: { type: 'string', pattern: `^(?:${NUMBER}|${UUID})$`, example: '1' },
  };

  transform(value: string, { data: name = 'id' }: Partial<ArgumentMetadata> = {}): string | number {
    if (isId(value)) return value.toLowerCase();
    if (IS_NUMBER.test(value)) return Number(value);
    throw ValidationFailed.of(name, `${name} must be the UUID or the number of a task`);
  }
}
