import { applyDecorators, SetMetadata, type Type } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { ApiKnownSequence } from '../http/sequence-header.js';

export const CACHED = 'cache:cached';

/** Describes a route that answers with a `CachedPage`. @param type what the page holds */
export const ApiCachedPage = (type: Type): MethodDecorator =>
  applyDecorators(SetMetadata(CACHED, true), ApiOkResponse({ type }), ApiKnownSequence());
