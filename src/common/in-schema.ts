import type { ValidationOptions } from 'class-validator';

/**
 * Says what a rule of our own means in JSON Schema, for the OpenAPI document: what class-validator has itself, the
 * document knows.
 */
export const inSchema = (schema: object, options?: ValidationOptions): ValidationOptions => ({
  ...options,
  context: { schema },
});
