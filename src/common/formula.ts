/** What a spreadsheet takes for the beginning of a formula; some also take the wide and the small forms. */
const FORMULA_STARTS = '=+-@＝＋－＠﹦﹢﹣﹫';

/** What it may do so behind, by the first and the last code point: all that shows nothing, such as blanks and controls. */
const BLANKS = [
  [0x01, 0x20],
  [0x7f, 0xa0],
  [0xad],
  [0x34f],
  [0x600, 0x605],
  [0x61c],
  [0x6dd],
  [0x70f],
  [0x890, 0x891],
  [0x8e2],
  [0x115f, 0x1160],
  [0x1680],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x2000, 0x200f],
  [0x2028, 0x202f],
  [0x205f, 0x206f],
  [0x2800],
  [0x3000],
  [0x3164],
  [0xfe00, 0xfe0f],
  [0xfeff],
  [0xffa0],
  [0xfff0, 0xfffb],
  [0x110bd],
  [0x110cd],
  [0x13430, 0x1343f],
  [0x1bca0, 0x1bca3],
  [0x1d173, 0x1d17a],
] as const;
/** All of this plane that is assigned shows nothing. */
const BLANK_PLANE = [0xe0000, 0xe0fff] as const;

/** A cell that begins with one of these is marked in any case: it may begin a cell of its own, or is the mark itself. */
const MARKED_STARTS = "\t\r\n'";

const codesIn = (text: string): number[] => [...text].map((character) => character.codePointAt(0) as number);

/** Written the same way for both kinds of regular expressions but for the escape of a code point. */
function pattern(escape: (code: number) => string): string {
  const range = ([first, last = first]: readonly number[]): string =>
    `${escape(first as number)}-${escape(last as number)}`;
  const blanks = [...BLANKS, BLANK_PLANE].map(range).join('');
  const oneOf = (text: string): string => `[${codesIn(text).map(escape).join('')}]`;
  return `^(?:${oneOf(MARKED_STARTS)}|[${blanks}]*${oneOf(FORMULA_STARTS)})`;
}

const inScript = new RegExp(
  pattern((code) => `\\u{${code.toString(16)}}`),
  'u',
);
const IN_SQL = pattern((code) => `\\U${code.toString(16).padStart(8, '0')}`);

/** The first characters of which it takes a closer look, which few cells begin with. */
const SUSPECTS = [
  ...codesIn(FORMULA_STARTS + MARKED_STARTS),
  ...BLANKS.flatMap(([first, last = first]) =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index),
  ),
].join(', ');

/** Whether text in a cell could be run by a spreadsheet, or begins like text that was marked so that it isn't. */
export const isRisky = (text: string): boolean => inScript.test(text);

/** The same of a text in SQL. */
export const isRiskySql = (text: string): string =>
  `((ascii(${text}) IN (${SUSPECTS}) OR ascii(${text}) >= ${BLANK_PLANE[0]}) AND ${text} ~ '${IN_SQL}')`;

/** Takes the apostrophe off that marks a risky text, and nothing else. */
export const withoutMark = (text: string): string =>
  text.startsWith("'") && isRisky(text.slice(1)) ? text.slice(1) : text;
