import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { type Cell, CsvParser, type Row } from './csv-parser.js';

/** The rows of a text that comes in two pieces. */
function rowsOf(text: string, cut = text.length): Row[] {
  const parser = new CsvParser(',');
  return [...parser.push(text.slice(0, cut)), ...parser.push(text.slice(cut)), ...parser.end()];
}

/** What csv-parse makes of a text, without the rows in which nothing stands. */
const referenceOf = (text: string): Cell[][] =>
  parse(text, {
    cast: (cell, { quoting }) => (cell === '' && !quoting ? null : cell),
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    skip_records_with_empty_values: true,
  });

/** Numbers from 0 to 1 that are the same in each run (a linear congruential generator). */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    yield state / 2 ** 31;
  }
}

const CELLS = [
  '',
  'a',
  ' b ',
  '"c"',
  '""',
  '"d,e"',
  '"f ""g"" h"',
  '"\n"',
  '"i\r\nj"',
  'k"l',
  '5" m',
  'ü🚀',
  '"n" o',
];
const ENDS = ['\n', '\r\n', '\r'];

describe('CSV', () => {
  it.each(Array.from({ length: 100 }, (_, index) => index + 1))(
    'is read as csv-parse reads it, wherever it is cut (file %i)',
    (seed) => {
      const random = numbers(seed);
      const pick = (from: string[]): string => from[Math.floor(random.next().value * from.length)] as string;
      const row = (): string =>
        Array.from({ length: 1 + Math.floor(random.next().value * 4) }, () => pick(CELLS)).join(',');
      const text = Array.from({ length: 6 }, () => row() + pick(ENDS)).join('') + row();
      const expected = referenceOf(text);
      for (let cut = 0; cut <= text.length; cut++)
        expect(rowsOf(text, cut).map(({ cells }) => cells)).toEqual(expected);
    },
  );

  it('may have blanks behind a quote', () => {
    expect(rowsOf('"a, b" ,c\n')).toEqual([{ line: 1, cells: ['a, b', 'c'] }]);
  });

  it('counts the lines of a file, those within cells and those without a row included', () => {
    expect(rowsOf('a\r\n\r\n"b\rb\nb"\n,,\nc').map(({ line }) => line)).toEqual([1, 3, 7]);
  });

  it.each([
    ['a quote that is never closed', 'a\n"b\nc', 'line 2 is never closed'],
    ['a row that has no end', `a\n"${'b'.repeat(1024 * 1024)}`, 'line 2 is too long'],
    ['a row of too many cells', `a\n${','.repeat(1000)}\n`, 'more than 1000 cells'],
  ])('ends with %s, behind the rows before it', (_what, text, reason) => {
    const parser = new CsvParser(',');
    expect(parser.push(text.slice(0, 2))).toEqual([{ line: 1, cells: ['a'] }]);
    const rest = (): Row[] => [...parser.push(text.slice(2)), ...parser.end()];
    expect(rest).toThrow(reason);
  });
});
