import { type getMetadataStorage, ValidationTypes } from 'class-validator';
import { admits, admitsNull, type Schema } from './schema.js';

export type Rule = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

/** What the rules of class-validator mean in JSON Schema. Those of our own say it with `inSchema`. */
const BUILT_IN: Record<string, (constraints: readonly unknown[]) => Schema> = {
  isString: () => ({ type: 'string' }),
  isBoolean: () => ({ type: 'boolean' }),
  isInt: () => ({ type: 'integer' }),
  isArray: () => ({ type: 'array' }),
  isObject: () => ({ type: 'object' }),
  isUuid: () => ({ type: 'string', format: 'uuid' }),
  isEmail: () => ({ type: 'string', format: 'email', maxLength: 254 }),
  isIn: ([values]) => ({ enum: [...(values as unknown[])] }),
  equals: ([value]) => ({ enum: [value] }),
  matches: ([pattern]) => ({ type: 'string', pattern: (pattern as RegExp).source }),
  min: ([minimum]) => ({ minimum }),
  max: ([maximum]) => ({ maximum }),
  minLength: ([minLength]) => ({ minLength }),
  maxLength: ([maxLength]) => ({ maxLength }),
  arrayMinSize: ([minItems]) => ({ minItems }),
  arrayMaxSize: ([maxItems]) => ({ maxItems }),
  arrayNotEmpty: () => ({ minItems: 1 }),
  arrayUnique: () => ({ uniqueItems: true }),
};

/**
 * Adds to the schema of a field what its rules ask for.
 * @throws Error for a rule that has no meaning in JSON Schema yet
 */
export function addRules(schema: Schema, rules: Rule[]): void {
  // What the compiler's plug-in read from the source is less exact.
  delete schema.pattern;
  for (const rule of rules) {
    // The others say when these count, or that none does.
    if (rule.type === ValidationTypes.CUSTOM_VALIDATION)
      refine(rule.each ? (schema.items ??= {}) : schema, meaningOf(rule));
  }
}

function meaningOf({ name, context, constraints, propertyName }: Rule): Schema {
  const meaning =
    (context as { schema?: Schema } | undefined)?.schema ??
    BUILT_IN[name ?? '']?.((constraints ?? []) as unknown[]);
  if (meaning) return meaning;
  throw new Error(
    `Say what ${name} of ${propertyName} means in JSON Schema: with inSchema(), or in rule-schemas.ts`,
  );
}

function refine(schema: Schema, { type, enum: values, pattern, ...limits }: Schema): void {
  if (schema.$ref ?? schema.oneOf ?? schema.anyOf) return;
  if (limits.anyOf) {
    // The forms say their types themselves.
    schema.anyOf = [...limits.anyOf, ...(admitsNull(schema) ? [{ type: 'null' }] : [])];
    for (const keyword of ['type', 'format']) delete schema[keyword];
    return;
  }
  if (type === 'integer' && admits(schema, 'number')) narrowToInteger(schema);
  if (!schema.allOf) schema.type ??= type;
  if (values && !schema.enum) schema.enum = admitsNull(schema) ? [...values, null] : values;
  if (pattern !== undefined && schema.pattern !== undefined) schema.allOf = [{ pattern }];
  else if (pattern !== undefined) schema.pattern = pattern;
  Object.assign(schema, limits);
}

export function narrowToInteger(schema: Schema): void {
  const narrow = (type: string): string => (type === 'number' ? 'integer' : type);
  schema.type = Array.isArray(schema.type) ? schema.type.map(narrow) : narrow(schema.type as string);
}
