import { describe, expect, it } from 'vitest';
import { charsetOf, encodingOf, isDeclaredUtf8 } from './media-type.js';

describe('the charset of a Content-Type', () => {
  it.each([
    [undefined, undefined],
    ['text/csv', undefined],
    ['text/csv; header=present', undefined],
    ['text/csv;charset=utf-8', 'utf-8'],
    ['text/csv; header=present; Charset="ISO-8859-1"', 'ISO-8859-1'],
    ['text/csv; charset="a\\"b"', 'a"b'],
    ['text/csv; charset=', undefined],
    ['text/csv; x-charset=utf-16', undefined],
  ])('of %j is %j', (contentType, charset) => expect(charsetOf(contentType)).toBe(charset));
});

it('knows charsets by their labels', () => {
  expect([encodingOf('latin1'), encodingOf('UTF8'), encodingOf('utf-16'), encodingOf('klingon')]).toEqual([
    'windows-1252',
    'utf-8',
    'utf-16le',
    undefined,
  ]);
});

it('takes content for UTF-8 that declares nothing else', () => {
  for (const type of ['application/json', 'application/json; charset="UTF-8"', undefined])
    expect(isDeclaredUtf8(type)).toBe(true);
  for (const charset of ['utf-16', 'latin1', 'klingon', '"utf-8x"'])
    expect(isDeclaredUtf8(`application/json; charset=${charset}`)).toBe(false);
});
