import type { Random } from '../support/random.ts';
import type { RequestSchemas, Schema } from './operations.ts';
import { FORMATS, PIECES, plainTexts } from './texts.ts';

/** Real values of what fields are called, such as ids of what exists. */
export type Known = (field: string) => unknown[];

/** A value with one rule of its schema broken. */
export interface Broken {
  rule: string;
  value: unknown;
}

const asList = (type: string | string[] | undefined): string[] =>
  type === undefined ? [] : Array.isArray(type) ? type : [type];

/** Lists longer than this only where the limit itself is tried. */
const USUAL_ITEMS = 3;

/** Makes values that schemas allow, at their boundaries above all, and values that break one rule of theirs. */
export class Values {
  private readonly random: Random;
  private readonly schemas: RequestSchemas;
  private readonly known: Known;

  constructor(random: Random, schemas: RequestSchemas, known: Known) {
    this.random = random;
    this.schemas = schemas;
    this.known = known;
  }

  /** A value that the schema allows; undefined when none was found. */
  valid(schema: Schema, field = ''): unknown {
    const known = this.known(field).filter((value) => this.schemas.allows(schema, value));
    if (known.length > 0 && this.random.chance(0.7)) return this.random.pick(known);
    const { enum: values, type, ...whole } = this.schemas.resolve(schema);
    if (values) return this.random.pick(values);
    const branches = whole.oneOf ?? whole.anyOf;
    if (branches && !type) return this.valid(this.random.pick(branches), field);
    const types = asList(type);
    const chosen =
      types.includes('null') && this.random.chance(0.75)
        ? types.find((one) => one !== 'null')
        : this.random.pick(types);
    switch (chosen) {
      case 'object':
        return this.object({ type, ...whole });
      case 'array':
        return this.list(whole, field);
      case 'integer':
      case 'number':
        return this.number(whole);
      case 'boolean':
        return this.random.chance(0.5);
      case 'null':
        return null;
      default:
        return this.text({ ...whole, type });
    }
  }

  private object(schema: Schema): Record<string, unknown> {
    const { properties = {}, required = [] } = schema;
    const branches = schema.oneOf ?? schema.anyOf ?? [];
    const chosen = branches.length > 0 ? this.random.pick(branches) : undefined;
    const needed = new Set([...required, ...(chosen?.required ?? [])]);
    const excluded = new Set(
      branches.filter((one) => one !== chosen).flatMap((one) => (schema.oneOf ? (one.required ?? []) : [])),
    );
    const share = this.random.pick([0, 0.3, 0.6, 1]);
    const entries: [string, unknown][] = [];
    for (const [name, property] of Object.entries(properties)) {
      if (excluded.has(name) || !(needed.has(name) || this.random.chance(share))) continue;
      const value = this.valid(property, name);
      if (value !== undefined) entries.push([name, value]);
    }
    return Object.fromEntries(entries);
  }

  private list({ items = {}, minItems = 0, maxItems = 10, uniqueItems }: Schema, field: string): unknown[] {
    const length = this.random.chance(0.05)
      ? maxItems
      : this.random.integer(minItems, Math.min(maxItems, minItems + USUAL_ITEMS));
    const list = Array.from({ length }, () => this.valid(items, field.replace(/s$/, ''))).filter(
      (item) => item !== undefined,
    );
    if (!uniqueItems) return list;
    return [...new Map(list.map((item) => [JSON.stringify(item), item])).values()];
  }

  private number({ minimum = -1000, maximum = 1_000_000, default: usual, example }: Schema): number {
    const candidates = [minimum, maximum, minimum + 1, usual, example, this.random.integer(minimum, maximum)];
    return this.random.pick(candidates.filter((one) => typeof one === 'number'));
  }

  private text(schema: Schema): string | undefined {
    const texts = FORMATS[schema.format ?? '']?.(this.random) ?? plainTexts(this.random, schema);
    // The limits are those of the composed text, as the description of the API says.
    const allowed = texts.filter((text) =>
      [text, text.normalize('NFC')].every((form) => this.schemas.allows(schema, form)),
    );
    // The first is an ordinary one.
    return this.random.chance(0.4) && allowed[0] !== undefined ? allowed[0] : this.random.pick(allowed);
  }

  /** Every way to break one rule of the schema in a value that it allows. */
  broken(schema: Schema, value: unknown): Broken[] {
    const whole = this.schemas.resolve(schema);
    const found = [...this.ofWrongType(whole), ...this.within(whole, value)];
    return found.filter((one) => !this.schemas.allows(schema, one.value));
  }

  private ofWrongType({ type, enum: values }: Schema): Broken[] {
    const others = [null, 42, 1.5, true, 'text', ['text'], [], { a: 1 }];
    return [
      ...(type ? others.map((value) => ({ rule: 'type', value })) : []),
      ...(values
        ? ['', 'nothing', String(values[0]).toLowerCase(), `${String(values[0])} `].map((value) => ({
            rule: 'enum',
            value,
          }))
        : []),
    ];
  }

  private within(schema: Schema, value: unknown): Broken[] {
    if (typeof value === 'string') return this.textsBeyond(schema);
    if (typeof value === 'number') return numbersBeyond(schema);
    if (Array.isArray(value)) return this.listsBeyond(schema, value);
    if (typeof value === 'object' && value !== null)
      return this.objectsBeyond(schema, value as Record<string, unknown>);
    return [];
  }

  private textsBeyond({ minLength, maxLength, pattern, format, ...rest }: Schema): Broken[] {
    const filler = this.random.pick(PIECES);
    return [
      ...(minLength ? [{ rule: 'minLength', value: 'x'.repeat(minLength - 1) }] : []),
      ...(maxLength !== undefined ? [{ rule: 'maxLength', value: `x${filler.repeat(maxLength)}` }] : []),
      ...(pattern
        ? [...plainTexts(this.random, rest), '', ' '].map((value) => ({ rule: 'pattern', value }))
        : []),
      ...(FORMATS[format ?? '']?.(this.random) ?? []).map((value) => ({ rule: 'format', value })),
    ];
  }

  private listsBeyond({ items = {}, minItems, maxItems, uniqueItems }: Schema, list: unknown[]): Broken[] {
    const at = this.random.integer(0, Math.max(list.length - 1, 0));
    const item = list.length > 0 ? list[at] : this.valid(items);
    return [
      ...(minItems ? [{ rule: 'minItems', value: list.slice(0, minItems - 1) }] : []),
      ...(maxItems !== undefined
        ? [{ rule: 'maxItems', value: Array<unknown>(maxItems + 1).fill(item) }]
        : []),
      ...(uniqueItems ? [{ rule: 'uniqueItems', value: [item, item] }] : []),
      ...this.broken(items, item).map(({ rule, value }) => ({
        rule: `[].${rule}`,
        value: list.length > 0 ? list.with(at, value) : [value],
      })),
    ];
  }

  private objectsBeyond(schema: Schema, object: Record<string, unknown>): Broken[] {
    const { properties = {}, required = [], oneOf, anyOf } = schema;
    const branches = oneOf ?? anyOf ?? [];
    if (!schema.properties && branches.length > 0)
      return branches
        .filter((one) => this.schemas.allows(one, object))
        .flatMap((one) => this.broken(one, object));
    const without = (...names: string[]): Record<string, unknown> =>
      Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
    const alternatives = branches.flatMap((one) => one.required ?? []);
    const extra = this.random.pick(['unforeseen', 'isAdmin', 'id', 'organizationId', 'constructor']);
    return [
      ...required.map((name) => ({ rule: `${name}: required`, value: without(name) })),
      ...(alternatives.length > 0 ? [{ rule: 'oneOf', value: without(...alternatives) }] : []),
      { rule: 'additionalProperties', value: { ...object, [extra]: 1 } },
      ...Object.entries(object).flatMap(([name, value]) =>
        this.broken(properties[name] ?? {}, value)
          .filter((one) => name !== 'filter' || !this.allowsInLists(properties[name] ?? {}, one.value))
          .map((one) => ({ rule: `${name}: ${one.rule}`, value: { ...object, [name]: one.value } })),
      ),
    ];
  }

  /** Whether a filter is allowed, in which a value may stand without its list, as the description of the API says. */
  private allowsInLists(schema: Schema, filter: unknown): boolean {
    const { properties = {} } = this.schemas.resolve(schema);
    const isList = (name: string): boolean =>
      asList(this.schemas.resolve(properties[name] ?? {}).type).includes('array');
    const entries = Object.entries(filter ?? {}).map(([name, value]: [string, unknown]) => [
      name,
      isList(name) && !Array.isArray(value) ? [value] : value,
    ]);
    return this.schemas.allows(schema, Object.fromEntries(entries));
  }
}

const numbersBeyond = ({ minimum, maximum }: Schema): Broken[] => [
  ...(minimum !== undefined ? [{ rule: 'minimum', value: minimum - 1 }] : []),
  ...(maximum !== undefined
    ? [
        { rule: 'maximum', value: maximum + 1 },
        { rule: 'maximum', value: 1e300 },
      ]
    : []),
  { rule: 'integer', value: 1.5 },
];
