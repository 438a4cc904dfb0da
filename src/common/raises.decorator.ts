import { SetMetadata } from '@nestjs/common';
import type { ProblemType } from './problem.js';

export const RAISES = 'common:raises';

/** Names the problems of a handler for the OpenAPI document; those that every call can have go without saying. */
export const Raises = (...problems: ProblemType[]) => SetMetadata(RAISES, problems);
