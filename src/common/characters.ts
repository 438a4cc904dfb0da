/*
 * Texts are measured in Unicode characters (code points), as JSON Schema and PostgreSQL measure them. A `length` of
 * JavaScript counts units of UTF-16, of which most emoji have two.
 */

const SURROGATE_PAIR = /[\ud800-\udbff][\udc00-\udfff]/g;

/** How many characters a text has. */
export const countCharacters = (text: string): number =>
  text.length - (text.match(SURROGATE_PAIR)?.length ?? 0);

/** Whether a text has no more characters than that; of a text that is far too long, none is counted. */
export const hasAtMost = (text: string, characters: number): boolean =>
  text.length <= characters || (text.length <= 2 * characters && countCharacters(text) <= characters);

/** The beginning of a text, of so many characters at most. */
export function firstCharacters(text: string, characters: number): string {
  if (text.length <= characters) return text;
  let end = 0;
  for (let count = 0; count < characters && end < text.length; count++)
    end += (text.codePointAt(end) as number) > 0xffff ? 2 : 1;
  return text.slice(0, end);
}

/** The text in parts of so many characters at most, in order. */
export function inParts(text: string, characters: number): string[] {
  const parts: string[] = [];
  for (let rest = text; rest !== ''; rest = rest.slice(parts.at(-1)?.length))
    parts.push(firstCharacters(rest, characters));
  return parts;
}
