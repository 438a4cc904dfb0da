import { ValidationFailed } from '../../common/problem.js';
import { TASK_PRIORITIES, TASK_STATUSES } from '../tasks/task.js';
import type { GivenMapping } from './import-mapping.js';
import { COLUMN_FIELDS } from './sources/source.js';
import { type DateOrder } from './values/dates.js';

/** What the values of each field may mean. */
const VALUES: Record<string, readonly string[]> = { status: TASK_STATUSES, priority: TASK_PRIORITIES };

/**
 * The mapping that a client sends: `{columns: {name: field or null}, values: {status: {name: status}, priority: ...}}`.
 * @throws ValidationFailed
 */
export function readGivenMapping(text: string | undefined, dateFormat: DateOrder | undefined): GivenMapping {
  if (text === undefined) return { dateFormat };
  const { columns = {}, values = {}, dateFormat: own = null, ...others } = objectIn(text);
  const [unknown] = Object.keys(others);
  if (unknown) throw refusal(`${unknown} should not exist`);
  for (const [name, field] of Object.entries(asObject(columns, 'columns')))
    if (field !== null && !COLUMN_FIELDS.includes(field as never))
      throw refusal(`columns.${name} must be null or one of ${COLUMN_FIELDS.join(', ')}`);
  for (const [field, meanings] of Object.entries(asObject(values, 'values'))) {
    const allowed = Object.hasOwn(VALUES, field) ? VALUES[field] : undefined;
    if (!allowed) throw refusal(`values.${field} must be values.status or values.priority`);
    for (const [name, value] of Object.entries(asObject(meanings, `values.${field}`)))
      if (!allowed.includes(value as string))
        throw refusal(`values.${field}.${name} must be one of ${allowed.join(', ')}`);
  }
  if (own !== null && own !== 'DMY' && own !== 'MDY') throw refusal('dateFormat must be DMY, MDY or null');
  return { columns, values, dateFormat: dateFormat ?? own } as GivenMapping;
}

function objectIn(text: string): Record<string, unknown> {
  try {
    return asObject(JSON.parse(text), 'it');
  } catch (error) {
    throw error instanceof ValidationFailed ? error : refusal('it must be JSON');
  }
}

function asObject(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw refusal(`${name} must be an object`);
  return value as Record<string, unknown>;
}

const refusal = (message: string): ValidationFailed => ValidationFailed.of('mapping', `mapping: ${message}`);
