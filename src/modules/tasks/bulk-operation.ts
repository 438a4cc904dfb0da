import type { Type } from '@nestjs/common';
import { ValidationFailed } from '../../common/problem.js';
import { type ExpectedState, Precondition } from '../../http/entity-tag.js';
import { RequestValidationPipe } from '../../http/validation.pipe.js';
import { BulkOperationDto } from './dto/bulk.dto.js';
import { CreateTaskDto, UpdateTaskDto } from './dto/task.dto.js';
import { TaskReferencePipe } from './task-reference.pipe.js';

/** An operation that is well-formed. */
export type Operation =
  | { op: 'create'; body: CreateTaskDto }
  | { op: 'update'; reference: string | number; body: UpdateTaskDto; expected: ExpectedState }
  | { op: 'delete'; reference: string | number; expected: ExpectedState };

const validation = new RequestValidationPipe();
const references = new TaskReferencePipe();

const validated = async <T>(metatype: Type<T>, value: unknown): Promise<T> =>
  (await validation.transform(value, { type: 'body', metatype })) as T;

/** Reads an operation by the rules of the call that it stands for. @throws ValidationFailed */
export async function readOperation(value: unknown, organizationId: string): Promise<Operation> {
  const { op, id, task, ifMatch } = await validated(BulkOperationDto, value);
  if (op === 'create') {
    refuse({ id, ifMatch }, 'a creation');
    return { op, body: await validated(CreateTaskDto, task) };
  }
  const reference = references.transform(String(id));
  const expected = ifMatch === undefined ? undefined : Precondition.ofVersion(organizationId, ifMatch);
  if (op === 'update') return { op, reference, body: await validated(UpdateTaskDto, task), expected };
  refuse({ task }, 'a deletion');
  return { op, reference, expected };
}

function refuse(fields: Record<string, unknown>, operation: string): void {
  for (const [field, value] of Object.entries(fields))
    if (value !== undefined) throw ValidationFailed.of(field, `${field} has no meaning in ${operation}`);
}
