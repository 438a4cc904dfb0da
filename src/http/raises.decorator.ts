import type { ProblemType } from '../common/problem.js';

export const RAISES = 'common:raises';

/** Names the problems of a handler for the OpenAPI document; those that every call can have go without saying. */
export const Raises =
  (...problems: ProblemType[]): MethodDecorator =>
  (_target, _name, descriptor) => {
    const handler = descriptor.value as object;
    const others = (Reflect.getMetadata(RAISES, handler) ?? []) as ProblemType[];
    Reflect.defineMetadata(RAISES, [...problems, ...others], handler);
  };
