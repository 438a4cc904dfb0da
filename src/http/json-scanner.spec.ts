import 'reflect-metadata';
import { Type } from 'class-transformer';
import { Allow, ArrayMaxSize, IsArray, IsString, ValidateNested } from 'class-validator';
import { MaxLength } from '../common/text.js';
import { describe, expect, it } from 'vitest';
import { JsonScanner } from './json-scanner.js';
import { Problem, type FieldError } from '../common/problem.js';
import { ShapedAs, shapeOf } from './shape.js';

class PartDto {
  @IsString()
  @MaxLength(10)
  name: string;
}

class WholeDto {
  @IsString()
  title: string;

  @ValidateNested({ each: true })
  @Type(() => PartDto)
  @ArrayMaxSize(3)
  parts: PartDto[];

  @IsArray()
  @ArrayMaxSize(100)
  @ShapedAs(() => PartDto)
  later: unknown[];

  @Allow()
  anything: unknown;
}

/** Reads it in chunks of `size` bytes. @returns the field that is refused, or the code of the problem */
function scan(text: string, size = 7): string | undefined {
  const scanner = new JsonScanner(shapeOf(WholeDto));
  const bytes = Buffer.from(text);
  try {
    for (let at = 0; at < bytes.length; at += size) scanner.feed(bytes.subarray(at, at + size));
    return undefined;
  } catch (error) {
    const [first] = ((error as Problem).extras['errors'] ?? []) as FieldError[];
    return first?.field ?? (error as Problem).code;
  }
}

const many = (count: number, piece: string) => Array<string>(count).fill(piece).join(',');

describe('what is let through to the parser', () => {
  it.each([
    '{}',
    ' {"title" : "a\\"b\\\\" , "parts":[{"name":"x"},{"name":"y"}]}\r\n',
    '{"t\\u0069tle":"é😀","later":[],"anything":{"a":[1,-2.5e+10,true,null,{}]}}',
    '{"unknown":[1,[2,[3]]]}',
    '{"title":5,"parts":{"name":1},"later":"x"}',
  ])('%s', (text) => {
    for (const size of [1, 2, 3, 1000]) expect(scan(text, size)).toBeUndefined();
    expect(() => JSON.parse(text) as unknown).not.toThrow();
  });

  it('is a little more than the DTO takes, for validation to say what is wrong with it', () => {
    expect(scan(`{"parts":[${many(100, '{"name":"x"}')}]}`)).toBeUndefined();
    expect(scan(`{${Array.from({ length: 500 }, (_, n) => `"k${n}":1`).join(',')}}`)).toBeUndefined();
  });
});

describe('what is refused before it is parsed', () => {
  it.each([
    ['parts', `{"parts":[${many(5000, '{}')}`],
    ['later', `{"later":[${many(5000, '0')}`],
    ['parts.0.b', `{"parts":[{${many(1000, '"a":1')},"b":1`],
    ['anything.999', `{"anything":[${many(5000, '0')}`],
    ['title', `{"title":"${'x'.repeat(100_000)}`],
    ['parts.0.name', `{"parts":[{"name":"${'x'.repeat(5000)}`],
    ['other', `{"other":"${'x'.repeat(300_000)}`],
    ['title', '{"title":"a","title":"b"'],
    ['title', '{"title":"a","\\u0074itle":"b"'],
    ['', '[1'],
    ['', '"text'],
    ['', '1'],
    ['', `{"${'x'.repeat(300)}`],
    [Array(16).fill('a').join('.'), '{"a":'.repeat(17)],
    ['title.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0', `{"title":${'['.repeat(3000)}`],
    ['malformed-body', '{"__proto__":1}'],
    ['malformed-body', '{"anything":{"\\u005f_proto__":1}}'],
    ['malformed-body', `{"anything":${'1'.repeat(500)}`],
    ['malformed-body', '{"title":"x"]'],
    ['malformed-body', '{"title":"x"} {}'],
    ['malformed-body', '{,'],
    ['malformed-body', '{"parts":[,'],
    ['malformed-body', '{"title"::'],
    ['malformed-body', '{"anything":1"a"'],
  ])('%s (case %#)', (field, text) => {
    for (const size of [1, 7, 100_000]) expect(scan(text, size)).toBe(field);
  });
});

/** A pseudo-random number below `limit`; the same ones in each run. */
function generator(): (limit: number) => number {
  let state = 1;
  return (limit) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % limit;
  };
}

it('calls nothing malformed that the parser takes', () => {
  const random = generator();
  const value = (depth: number): unknown => {
    const kind = random(depth > 4 ? 4 : 6);
    if (kind === 4) return Array.from({ length: random(4) }, () => value(depth + 1));
    if (kind === 5) return Object.fromEntries(['a"', 'b\\é', 'c'].map((key) => [key, value(depth + 1)]));
    return [random(1e6) / 7, 'a"\\é😀\n'.repeat(random(3)), null, true][kind];
  };
  const isMalformed = (text: string): boolean => {
    const scanner = new JsonScanner();
    try {
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; at += 5) scanner.feed(bytes.subarray(at, at + 5));
      return false;
    } catch {
      return true;
    }
  };
  for (let run = 0; run < 5000; run++) {
    const text = JSON.stringify(value(0), null, random(3));
    const at = random(text.length + 1);
    const changed = text.slice(0, at) + '"\\{}[],:1 tn'[random(12)] + text.slice(at + random(2));
    let isJson = true;
    try {
      JSON.parse(changed);
    } catch {
      isJson = false;
    }
    if (isJson)
      expect({ changed, isMalformed: isMalformed(changed) }).toEqual({ changed, isMalformed: false });
  }
});

it('foresees no list without a limit', () => {
  class EndlessDto {
    @IsArray()
    parts: unknown[];
  }
  expect(() => shapeOf(EndlessDto)).toThrow('EndlessDto.parts has no @ArrayMaxSize()');
});
