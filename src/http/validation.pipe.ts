import { type ArgumentMetadata, Injectable, type Type, ValidationPipe } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { plainToInstance } from 'class-transformer';
import type { ValidationError } from 'class-validator';
import { composed } from '../common/text.js';
import { CompiledRules } from './compiled-rules.js';
import { MAX_DEPTH } from './json-frames.js';
import { type FieldError, ValidationFailed } from '../common/problem.js';
import { type Shape, shapeOf } from './shape.js';

/** How many queries are kept, and the longest of them, in characters. */
const KEPT_QUERIES = 1000;
const MAX_KEPT_LENGTH = 500;

/** Checks bodies and queries against their DTO. What the DTO doesn't name is refused. */
@Injectable()
export class RequestValidationPipe extends ValidationPipe {
  private readonly queries = new LRUCache<string, object>({ max: KEPT_QUERIES });

  constructor() {
    super({
      transform: true,
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
      stopAtFirstError: true,
      exceptionFactory: (errors) => ValidationFailed.ofAll(errors.flatMap((error) => fieldErrors(error))),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type === 'custom') return value;
    const input = metadata.type === 'body' ? (value ?? absentBody(value)) : value;
    if (metadata.type === 'body' && (typeof input !== 'object' || Array.isArray(input))) {
      throw ValidationFailed.of('', 'The body must be a JSON object.');
    }
    if (metadata.type === 'query' && metadata.metatype) return this.transformQuery(input, metadata);
    return this.validated(toStorable(input, metadata.data ?? '', 0), metadata);
  }

  /** The same lists are asked for again and again: what became of a query is kept, for all to read. */
  private async transformQuery(input: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const key = `${metadata.metatype?.name} ${JSON.stringify(input)}`;
    let query = this.queries.get(key);
    if (!query) {
      refuseTooMany(input as Record<string, unknown>, metadata.metatype as Type);
      const storable = toStorable(input, metadata.data ?? '', 0);
      query = Object.freeze((await this.validated(storable, metadata)) as object);
      if (key.length <= MAX_KEPT_LENGTH) this.queries.set(key, query);
    }
    return query;
  }

  /**
   * What is valid by the compiled rules of its DTO is that for class-validator, too, which takes three times as long with
   * Nest's pipe around it. It says what is wrong with all else.
   */
  private async validated(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const { type, metatype } = metadata;
    const rules = (type === 'body' || type === 'query') && metatype && CompiledRules.of(metatype);
    if (rules) {
      const instance = plainToInstance(metatype as Type<object>, value as object);
      if (rules.accept(instance)) return instance;
    }
    return super.transform(value, metadata);
  }
}

/** No body and `{}` are the same; a body of `null` is neither. */
function absentBody(value: unknown): object {
  if (value === null) throw ValidationFailed.of('', 'The body must be a JSON object.');
  return {};
}

/** How many parameters beyond those of its DTO a query may have: each is looked for among all others. */
const UNFORESEEN_PARAMETERS = 50;

/** Checks the size of a body before each of its values. */
function refuseTooMany(query: Record<string, unknown>, type: Type): void {
  const fields = shapeOf(type).fields as ReadonlyMap<string, Shape>;
  const names = Object.keys(query);
  if (names.length > fields.size + UNFORESEEN_PARAMETERS) {
    const unknown = names.filter((name) => !fields.has(name));
    throw ValidationFailed.ofAll(
      unknown.map((field) => ({ field, message: `property ${field} should not exist` })),
    );
  }
  for (const [name, value] of Object.entries(query)) {
    const { maxItems = 1 } = fields.get(name) ?? {};
    if (Array.isArray(value) && value.length > maxItems && maxItems > 1)
      throw ValidationFailed.of(name, `${name} must contain no more than ${maxItems} elements`);
  }
}

/**
 * Composes all texts (NFC), so that what looks equal is equal, and refuses what can't be stored: PostgreSQL stores neither
 * NUL nor half a surrogate pair, and no real body nests this deep. An object is changed in its place.
 */
function toStorable(value: unknown, field: string, depth: number): unknown {
  if (typeof value === 'string') return toStorableText(value, field);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === MAX_DEPTH) throw ValidationFailed.of(field, `${field} is nested too deeply`);
  const object = value as Record<string, unknown>;
  for (const [key, item] of Object.entries(object)) {
    const name = toStorableText(key, field || 'The name of a field');
    refuseInherited(name, field);
    const storable = toStorable(item, field ? `${field}.${name}` : name, depth + 1);
    if (name !== key) delete object[key];
    if (name !== key || storable !== item) object[name] = storable;
  }
  return object;
}

function toStorableText(text: string, field: string): string {
  if (text.includes('\0')) throw ValidationFailed.of(field, `${field} must not contain a NUL character`);
  if (!text.isWellFormed()) throw ValidationFailed.of(field, `${field} must be well-formed Unicode`);
  return composed(text);
}

/**
 * class-validator takes what every object inherits, such as `toString`, for a field that the DTO names; and Nest's pipe
 * takes `prototype` out before any validation.
 */
function refuseInherited(key: string, field: string): void {
  if (!(key in Object.prototype) && key !== 'prototype') return;
  throw ValidationFailed.of(field ? `${field}.${key}` : key, `property ${key} should not exist`);
}

function fieldErrors(error: ValidationError, path = ''): FieldError[] {
  const field = path ? `${path}.${error.property}` : error.property;
  const own = Object.values(error.constraints ?? {}).map((message) => ({ field, message }));
  return [...own, ...(error.children ?? []).flatMap((child) => fieldErrors(child, field))];
}
