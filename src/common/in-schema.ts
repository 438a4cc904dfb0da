import type { ValidationOptions } from 'class-validator';

const WHOLE = 'common:in-schema';

/**
 * Says what a rule of our own means in JSON Schema, for the OpenAPI document: what class-validator has itself, the
 * document knows.
 */
export const inSchema = (schema: object, options?: ValidationOptions): ValidationOptions => ({
  ...options,
  context: { schema },
});

/** Says in JSON Schema what a DTO has to have as a whole. */
export const WholeInSchema =
  (schema: object): ClassDecorator =>
  (type) =>
    Reflect.defineMetadata(WHOLE, schema, type);

/** What `WholeInSchema` says of a DTO. */
export const schemaOfWhole = (type: object): object | undefined =>
  Reflect.getOwnMetadata(WHOLE, type) as object | undefined;

/** Of these fields, one and only one has to be there. */
export const ExactlyOneOf = (...fields: string[]): ClassDecorator =>
  WholeInSchema({ oneOf: fields.map((field) => ({ required: [field] })) });

/** Of these fields, one at least has to be there. */
export const AtLeastOneOf = (...fields: string[]): ClassDecorator =>
  WholeInSchema({ anyOf: fields.map((field) => ({ required: [field] })) });
