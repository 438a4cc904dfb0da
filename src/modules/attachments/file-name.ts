import { countCharacters, firstCharacters, hasAtMost } from '../../common/characters.js';

const MAX_LENGTH = 255;

/** Controls, and what turns the direction of text: with that `exe.txt` can be made to look like `txt.exe`. */
const INVISIBLE = /[\p{Cc}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/gu;

/**
 * A client's file name as other users may see and save it: without folders and invisible characters, 255
 * characters at most, of which the ending stays.
 * @returns undefined when nothing is left of it
 */
export function cleanFileName(name: string): string | undefined {
  const base =
    name.toWellFormed().normalize('NFC').split(/[/\\]/).at(-1)?.replace(INVISIBLE, '').trim() ?? '';
  if (/^\.*$/.test(base)) return undefined;
  if (hasAtMost(base, MAX_LENGTH)) return base;
  const ending = /\.[^.]{1,20}$/.exec(base)?.[0] ?? '';
  return firstCharacters(base, MAX_LENGTH - countCharacters(ending)) + ending;
}
