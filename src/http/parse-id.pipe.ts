import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { isId } from '../common/id.js';
import { ValidationFailed } from '../common/problem.js';

/** An id in a path, in lower case. */
@Injectable()
export class ParseIdPipe implements PipeTransform<string, string> {
  static readonly parameter = {
    description: 'An id, in whatever case.',
    schema: { type: 'string', format: 'uuid' },
  };

  transform(value: string, { data = 'id' }: ArgumentMetadata): string {
    if (!isId(value)) throw ValidationFailed.of(data, `${data} must be a UUID`);
    return value.toLowerCase();
  }
}
