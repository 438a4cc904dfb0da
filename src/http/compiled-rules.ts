import type { Type } from '@nestjs/common';
import { getMetadataStorage, type ValidatorConstraintInterface, ValidationTypes } from 'class-validator';
import { type Rules, rulesOf } from './shape.js';

type Rule = Rules[number];
type Check = (object: object, value: unknown) => boolean;

/** A field of a DTO with what class-validator would look up for each object. */
interface Field {
  name: string;
  /** Unless all hold, the field isn't checked: `@IsOptional()`, `@ValidateIf()`. */
  conditions: Check[];
  checks: Check[];
}

/**
 * The rules of a DTO, read once from class-validator's decorators. It only says what is valid: for all else class-validator
 * itself finds out what is wrong, so there is one place that says it.
 */
export class CompiledRules {
  private static readonly compiled = new WeakMap<Type, CompiledRules | null>();

  private readonly names: ReadonlySet<string>;

  private constructor(private readonly fields: Field[]) {
    this.names = new Set(fields.map(({ name }) => name));
  }

  /** @returns undefined for a DTO with rules of other kinds, such as nested objects, which class-validator checks alone */
  static of(type: Type): CompiledRules | undefined {
    let found = this.compiled.get(type);
    if (found === undefined) {
      const fields = fieldsOf(type);
      this.compiled.set(type, (found = fields ? new CompiledRules(fields) : null));
    }
    return found ?? undefined;
  }

  /** Whether an object is surely valid: class-validator finds no error in it. */
  accept(object: object): boolean {
    for (const name of Object.keys(object)) if (!this.names.has(name)) return false;
    for (const { name, conditions, checks } of this.fields) {
      const value = (object as Record<string, unknown>)[name];
      if (!conditions.every((condition) => condition(object, value))) continue;
      for (const check of checks) if (!check(object, value)) return false;
    }
    return true;
  }
}

/** @returns undefined where there are rules of other kinds, or none */
function fieldsOf(type: Type): Field[] | undefined {
  const fields: Field[] = [];
  for (const [name, rules] of rulesOf(type)) {
    const field: Field = { name, conditions: [], checks: [] };
    for (const rule of rules) {
      if (rule.type === ValidationTypes.CONDITIONAL_VALIDATION)
        field.conditions.push(rule.constraints[0] as Check);
      else if (rule.type === ValidationTypes.CUSTOM_VALIDATION) field.checks.push(checkOf(rule));
      else if (rule.type !== ValidationTypes.WHITELIST) return undefined;
    }
    fields.push(field);
  }
  return fields.length === 0 ? undefined : fields;
}

function checkOf(rule: Rule): Check {
  const { propertyName: property, constraints, each, validateIf } = rule;
  const validators = getMetadataStorage()
    .getTargetValidatorConstraints(rule.constraintCls)
    .map(({ instance }) => instance);
  // What isn't answered at once isn't answered here.
  const holds = (
    validator: ValidatorConstraintInterface,
    value: unknown,
    of: object,
    whole: unknown,
  ): boolean =>
    validator.validate(value, {
      targetName: of.constructor.name,
      property,
      object: of,
      value: whole,
      constraints,
    }) === true;
  return (object, value) => {
    if (validateIf && !validateIf(object, value)) return true;
    if (each && (value instanceof Set || value instanceof Map)) return false;
    const values = each && Array.isArray(value) ? (value as unknown[]) : [value];
    return validators.every((validator) => values.every((one) => holds(validator, one, object, value)));
  };
}
