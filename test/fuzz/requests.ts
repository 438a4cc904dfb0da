import type { Sent } from './http.ts';
import type { Operation, Parameter, RequestSchemas } from './operations.ts';
import type { Random } from '../support/random.ts';
import { UNSTORABLE } from './texts.ts';
import { type Broken, Values } from './values.ts';
import type { Caller, World } from './world.ts';

/** A request, with what the document says of it. */
export interface FuzzedRequest extends Sent {
  caller: string;
  /** The rule of the document that it breaks; undefined where it keeps all of them. */
  broken?: string;
  /** Set where the document says nothing about a request of this kind. */
  isUnjudged?: boolean;
}

type Parts = Map<Parameter, unknown>;
type FuzzedBody = Pick<FuzzedRequest, 'headers' | 'body' | 'broken' | 'isUnjudged'>;

/** Makes requests for one operation. */
export class RequestMaker {
  private readonly values: Values;
  private caller: Caller | undefined;
  private readonly random: Random;
  private readonly schemas: RequestSchemas;
  private readonly world: World;

  constructor(random: Random, schemas: RequestSchemas, world: World) {
    this.random = random;
    this.schemas = schemas;
    this.world = world;
    this.values = new Values(random, schemas, (field) => world.known(field, this.caller));
  }

  make(operation: Operation): FuzzedRequest {
    const callers = operation.path.startsWith('/admin')
      ? ['operator', 'operator', 'operator', 'owner']
      : [
          ...Array<string>(6).fill('owner'),
          'admin',
          'admin',
          'member',
          'viewer',
          'script',
          'operator',
          'anonymous',
          'invalid',
        ];
    const name = this.random.pick(callers);
    this.caller = this.world.caller(name);
    const parts: Parts = new Map();
    for (const parameter of operation.parameters) {
      const value = this.valid(operation, parameter);
      if (value !== undefined) parts.set(parameter, value);
    }
    const request = { ...this.withBody(operation, parts), caller: name };
    const token = name === 'invalid' ? this.random.pick(INVALID_TOKENS) : this.caller?.token;
    if (token) request.headers['authorization'] = `Bearer ${token}`;
    if (this.random.chance(0.1)) request.headers['accept'] = this.random.pick(ACCEPTED);
    return request;
  }

  private withBody(operation: Operation, parts: Parts): Omit<FuzzedRequest, 'caller'> {
    const breaksParameter =
      this.random.chance(operation.bodies.length > 0 ? 0.1 : 0.3) && this.broken(operation);
    if (breaksParameter) parts.set(breaksParameter.parameter, breaksParameter.value);
    const request: Omit<FuzzedRequest, 'caller'> = {
      method: operation.method,
      path: pathOf(operation, parts),
      headers: headersOf(parts),
      ...(breaksParameter && {
        broken: `${breaksParameter.parameter.in} ${breaksParameter.parameter.name}: ${breaksParameter.rule}`,
      }),
    };
    if (operation.method === 'GET') return request;
    const body = operation.bodies.length > 0 ? this.body(operation) : this.unforeseenBody();
    return {
      ...request,
      ...body,
      headers: { ...request.headers, ...body.headers },
      broken: request.broken ?? body.broken,
    };
  }

  private valid({ path }: Operation, parameter: Parameter): unknown {
    const { name, in: place, schema } = parameter;
    if (place === 'path') {
      const kind = path.split(`/{${name}}`)[0]?.split('/').at(-1) as string;
      const ids = this.world.idsOf(KINDS[path.split('/{')[0] as string] ?? kind);
      return ids.length > 0 && this.random.chance(0.85)
        ? this.random.pick(ids)
        : this.values.valid(schema, 'path');
    }
    if (!parameter.required && !this.random.chance(this.random.pick([0, 0.2, 0.5]))) return undefined;
    if (place === 'header') {
      const samples = HEADERS[name]?.filter((text) => this.schemas.allows(schema, text)) ?? [];
      return samples.length > 0 ? this.random.pick(samples) : undefined;
    }
    return this.values.valid(schema, name);
  }

  /** A parameter of a path or query with a text that its schema forbids. */
  private broken({
    parameters,
  }: Operation): { parameter: Parameter; rule: string; value: unknown } | undefined {
    const all = parameters.flatMap((parameter) => {
      const { schema, in: place } = parameter;
      if (place === 'header') return [];
      return this.values
        .broken(schema, this.values.valid(schema))
        .map(({ rule, value }) => ({ parameter, rule, value }))
        .filter(({ value }) => isForbiddenText(this.schemas, parameter, value));
    });
    return all.length > 0 ? this.random.pick(all) : undefined;
  }

  private body(operation: Operation): FuzzedBody {
    const { type, schema } = this.random.pick(operation.bodies);
    if (type !== 'application/json') return this.file(type);
    if (this.random.chance(0.04))
      return { headers: {}, ...(operation.requiresBody && { broken: 'body: required' }) };
    const headers = { 'content-type': 'application/json' };
    if (this.random.chance(0.04))
      return { headers, body: this.random.pick(MALFORMED), broken: 'body: no JSON' };
    const value = this.values.valid(schema);
    if (this.random.chance(0.03))
      return {
        headers: { 'content-type': this.random.pick(OTHER_TYPES) },
        body: JSON.stringify(value),
        broken: 'body: media type',
      };
    if (this.random.chance(0.02)) {
      const text = JSON.stringify(value).replace(
        /:"[^"]*"/,
        `:${JSON.stringify(this.random.pick(UNSTORABLE))}`,
      );
      return { headers, body: text, isUnjudged: true };
    }
    const ways: Broken[] = this.random.chance(0.3) ? this.values.broken(schema, value) : [];
    if (ways.length === 0) {
      const isAllowed = this.schemas.allows(schema, value);
      return { headers, body: JSON.stringify(value), ...(!isAllowed && { broken: 'body: value' }) };
    }
    const way = this.random.pick(ways);
    return { headers, body: JSON.stringify(way.value), broken: `body ${way.rule}` };
  }

  /** An operation that takes no body ignores or refuses one. */
  private unforeseenBody(): FuzzedBody {
    if (!this.random.chance(0.15)) return { headers: {} };
    const [type, body] = this.random.pick([
      ['application/json', '{}'],
      ['application/json', '{"a":1}'],
      ['application/json', '{'],
      ['text/plain', 'text'],
    ]) as [string, string];
    return { headers: { 'content-type': type }, body, isUnjudged: true };
  }

  private file(type: string): FuzzedBody {
    const content = this.random.pick(FILES);
    const name = this.random.pick(['tasks.csv', 'Übersicht.csv', 'a"b.txt', 'no-extension', 'x.exe']);
    if (type !== 'multipart/form-data') {
      const disposition = {
        'content-disposition': `attachment; filename="${this.random.pick(['tasks.csv', 'x', '..'])}"`,
      };
      return { headers: { 'content-type': type, ...disposition }, body: content, isUnjudged: content === '' };
    }
    const form = new FormData();
    const field = this.random.chance(0.9) ? 'file' : 'other';
    form.append(field, new Blob([content]), name);
    const broken = field === 'file' ? undefined : 'body file: required';
    return { headers: {}, body: form, broken, isUnjudged: content === '' };
  }
}

/** Paths end with what is in them, but for these. */
const KINDS: Record<string, string> = {
  '/organizations/current/api-tokens': 'tokens',
  '/admin/users': 'members',
};

const INVALID_TOKENS = ['', 'x', 'a.b.c', `tf_${'a'.repeat(40)}`, 'eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.'];
const ACCEPTED = [
  '*/*',
  'application/json',
  'text/event-stream',
  'text/html',
  'application/json;q=0',
  'nonsense',
];
const OTHER_TYPES = [
  'text/plain',
  'application/xml',
  'application/x-www-form-urlencoded',
  'text/html',
  'nonsense',
];
const MALFORMED = [
  '{',
  '{"a":}',
  '[1,',
  'true false',
  '{"a":1}}',
  "{'a':1}",
  '\ufeff',
  'NaN',
  '{"__proto__":{"a":1}}',
  '"text"',
  '[]',
  'null',
  '1',
];
const FILES = [
  'title\r\nOne\r\n',
  'title,priority\nOne,HIGH\nTwo,nonsense\n',
  'nonsense',
  '',
  '\ufefftitle;labels\r\nOne;a\r\n',
  '"title\nnever closed',
];

const HEADERS: Record<string, string[]> = {
  'If-None-Match': ['*', '"x"', 'W/"x", "y"', 'x', ''],
  'If-Match': ['*', '"x"', 'W/"x"', '"x", "y"', 'x', ''],
  'If-Range': ['"x"', 'W/"x"', 'Wed, 21 Oct 2026 07:28:00 GMT', 'x'],
  Range: [
    'bytes=0-3',
    'bytes=-2',
    'bytes=2-',
    'bytes=0-0,2-3',
    'bytes=900-',
    'bytes=5-2',
    'rows=1-2',
    'x',
    'bytes=-0',
  ],
  'Last-Event-ID': ['0', '1', '999999999', '1000000000', '-1', '1.5', 'x', ''],
  'Idempotency-Key': [
    'a',
    'fuzz-1',
    'fuzz-2',
    'x'.repeat(255),
    'x'.repeat(256),
    'with space',
    '"quoted"',
    '',
  ],
};

function pathOf({ path }: Operation, parts: Parts): string {
  const query = new URLSearchParams();
  let filled = path;
  for (const [{ name, in: place }, value] of parts) {
    if (place === 'path') filled = filled.replace(`{${name}}`, encodeURIComponent(String(value)));
    if (place === 'query')
      for (const one of Array.isArray(value) ? value : [value]) query.append(name, String(one));
  }
  const text = query.toString();
  return text ? `${filled}?${text}` : filled;
}

function headersOf(parts: Parts): Record<string, string> {
  const headers = [...parts].filter(([{ in: place }]) => place === 'header');
  return Object.fromEntries(headers.map(([{ name }, value]) => [name.toLowerCase(), String(value)]));
}

/** Whether a value is one that the schema forbids also when it is read from a text, as those in paths and queries are. */
function isForbiddenText(schemas: RequestSchemas, { schema, in: place }: Parameter, value: unknown): boolean {
  const isList = Array.isArray(value);
  const { type, items } = schema;
  if (isList ? type !== 'array' || value.length === 0 : typeof value === 'object') return false;
  const texts = (isList ? value : [value]).map(String);
  // Half a character can't be in a URL.
  if (!texts.every((text) => text.isWellFormed())) return false;
  const [first = ''] = texts;
  // A path that ends here is another path.
  if (place === 'path') return !['', '.', '..'].includes(first) && !schemas.allows(schema, first);
  const read = texts.map((text) => readAs(isList ? items?.type : type, text));
  // One value of a list looks like a value.
  return !schemas.allows(schema, isList ? read : type === 'array' ? read : read[0]);
}

function readAs(type: string | string[] | undefined, text: string): unknown {
  if (type === 'integer' || type === 'number')
    return /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/.test(text) ? Number(text) : text;
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  return text;
}
