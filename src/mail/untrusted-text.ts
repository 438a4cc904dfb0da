/** In characters: what is longer is no name. */
const NAME_LENGTH = 80;

/** What ends a line, or looks like a blank. */
const BLANKS = /[\s\p{Cc}\p{Z}]+/gu;
/** Turns the direction of what follows, or can't be seen; but joiners, which emoji and scripts need. */
const INVISIBLE = /(?![\u200c\u200d])[\p{Cf}\u115f\u1160\u2800\u3164\uffa0]/gu;
/** A dot, or what resolvers take for one, inside a word: `evil.example`, `www.evil.example`, but not `2.5`. */
const DOT_IN_WORD = /(?<=\S)([.\u2024\u3002\ufe52\uff0e\uff61])(?=[^\s\p{N}\p{P}])/gu;
/** `https:`, `mailto:`, `tel:` and others, with something right behind them. */
const SCHEME = /(:)(?=\S)(?<=[a-z][a-z\d+.-]*:)/giu;
/** `//host/path`, and the `\\host\path` that some mail programs link as well. */
const SLASHES = /(\/\/|\\\\)(?=\S)/gu;
/** `eve@host`. */
const AT_IN_WORD = /(?<=\S)(@)(?=\S)/gu;

/**
 * A text of a user's choice, such as a name or a title, as a part of one line of a mail to another user. It
 * can't end the line, hide or turn what follows, or be made a link by a mail program: a blank stands behind what
 * would hold the parts of one together. All such texts go through here, in subjects and in bodies.
 * @param length the most characters of the result
 */
export function untrusted(text: string, length = NAME_LENGTH): string {
  const line = text
    .toWellFormed()
    .replace(INVISIBLE, '')
    .replace(BLANKS, ' ')
    .replace(SLASHES, '$1 ')
    .replace(SCHEME, '$1 ')
    .replace(AT_IN_WORD, '$1 ')
    .replace(DOT_IN_WORD, '$1 ')
    .trim();
  const characters = [...line];
  return characters.length > length ? `${characters.slice(0, length - 1).join('')}…` : line;
}
