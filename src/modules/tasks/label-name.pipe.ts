import { Injectable, type PipeTransform } from '@nestjs/common';
import { ValidationFailed } from '../../common/problem.js';
import { composed, isLabel, LABEL_SCHEMA } from '../../common/text.js';

/** A label in a path. */
@Injectable()
export class LabelNamePipe implements PipeTransform<string, string> {
  static readonly parameter = {
    description: 'The label, percent-encoded.',
    schema: { ...LABEL_SCHEMA, example: 'release' },
  };

  transform(value: string): string {
    const name = composed(value);
    if (isLabel(name) && name.isWellFormed() && !name.includes('\0')) return name;
    throw ValidationFailed.of('name', 'name must be a label of 1 to 50 characters');
  }
}
