import type { Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, ValidationTypes } from 'class-validator';

/** What a value may hold, as far as it matters to how much of it is read. */
export interface Shape {
  /** The fields of an object; undefined where no object is foreseen. */
  fields?: ReadonlyMap<string, Shape>;
  /** How many elements a list has at most; undefined where no list is foreseen. */
  maxItems?: number;
  /** An element of the list. */
  item?: Shape;
  /** The longest text, in characters. */
  maxLength: number;
}

/** Of texts whose DTO names no `@MaxLength()`, such as ids, addresses and names of something. */
const DEFAULT_MAX_LENGTH = 4000;

const SHAPED_AS = 'common:shaped-as';
const LIST_RULES = new Set(['isArray', 'arrayMaxSize', 'arrayMinSize', 'arrayNotEmpty', 'arrayUnique']);

/**
 * Says which DTO the value of a field, or each element of it, is read by later, for fields that are not
 * validated together with their object. What grossly exceeds that DTO is refused before it is parsed.
 */
export const ShapedAs =
  (type: () => Type): PropertyDecorator =>
  (target, name) =>
    Reflect.defineMetadata(SHAPED_AS, type, target, name);

const shapes = new WeakMap<Type, Shape>();

/** The shape of an object that a DTO describes, by the rules of its validation. @throws Error for a list without a limit */
export function shapeOf(type: Type): Shape {
  let shape = shapes.get(type);
  if (!shape) {
    shape = { fields: fieldsOf(type), maxLength: 0 };
    shapes.set(type, shape);
  }
  return shape;
}

export type Rules = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>;

/** The rules of each field that a DTO validates. */
export const rulesOf = (type: Type): Map<string, Rules> =>
  Map.groupBy(
    getMetadataStorage().getTargetValidationMetadatas(type, '', false, false),
    ({ propertyName }) => propertyName,
  );

function fieldsOf(type: Type): Map<string, Shape> {
  return new Map([...rulesOf(type)].map(([field, own]) => [field, fieldShape(type, field, own)]));
}

function fieldShape(type: Type, field: string, rules: Rules): Shape {
  const limits = (name: string): number[] =>
    rules.filter((rule) => rule.name === name).map(({ constraints }) => Number(constraints?.[0]));
  const maxLength = Math.min(...limits('maxLength'), Infinity);
  const nested = nestedType(type, field, rules);
  const value: Shape = {
    ...(nested && { fields: shapeOf(nested).fields }),
    maxLength: Number.isFinite(maxLength) ? maxLength : DEFAULT_MAX_LENGTH,
  };
  const isList = rules.some(({ name, each }) => each || LIST_RULES.has(name ?? ''));
  if (!isList) return value;
  const maxItems = Math.min(...limits('arrayMaxSize'), Infinity);
  if (!Number.isFinite(maxItems)) throw new Error(`${type.name}.${field} has no @ArrayMaxSize()`);
  return {
    maxItems,
    item: value,
    maxLength: value.maxLength,
  };
}

/** The DTO of a field, or of the elements of a list. */
export function nestedType(type: Type, field: string, rules: Rules): Type | undefined {
  const declared = Reflect.getMetadata(SHAPED_AS, type.prototype as object, field) as
    (() => Type) | undefined;
  if (declared) return declared();
  if (!rules.some((rule) => rule.type === ValidationTypes.NESTED_VALIDATION)) return undefined;
  // What `@Type()` says can be asked for in public only by transforming something.
  const [instance] = [plainToInstance(type, { [field]: [{}] }) as Record<string, object[]>];
  return instance[field]?.[0]?.constructor as Type;
}
