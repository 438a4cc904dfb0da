/** The name can't be that of a module; the message says why. */
export class NameRefused extends Error {}

const KEBAB = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
/** PostgreSQL shortens longer names; the longest made of it is that of an index. */
const MAX_LENGTH = 40;

const pascal = (kebab: string): string =>
  kebab
    .split('-')
    .map((word) => word[0]?.toUpperCase() + word.slice(1))
    .join('');

/** A name in the forms that code, SQL and text have. */
export class ModuleName {
  /** `meeting-notes` and `meeting-note`. */
  readonly plural: string;
  readonly singular: string;
  /** `MeetingNotes` and `MeetingNote`. */
  readonly Plural: string;
  readonly Singular: string;
  /** `meetingNotes`. */
  readonly field: string;
  /** `meeting_notes`. */
  readonly table: string;
  /** `meeting notes` and `meeting note`. */
  readonly words: string;
  readonly word: string;
  /** `a meeting note`. */
  readonly one: string;
  /** `Meeting notes`. */
  readonly heading: string;

  private constructor(plural: string, singular: string) {
    this.plural = plural;
    this.singular = singular;
    this.Plural = pascal(plural);
    this.Singular = pascal(singular);
    this.field = `${this.Plural[0]?.toLowerCase()}${this.Plural.slice(1)}`;
    this.table = plural.replaceAll('-', '_');
    this.words = plural.replaceAll('-', ' ');
    this.word = singular.replaceAll('-', ' ');
    this.one = `${/^[aeiou]/.test(this.word) ? 'an' : 'a'} ${this.word}`;
    this.heading = `${this.words[0]?.toUpperCase()}${this.words.slice(1)}`;
  }

  /** @throws NameRefused */
  static of(plural: string, singular = singularOf(requireKebab(plural))): ModuleName {
    for (const name of [requireKebab(plural), requireKebab(singular)])
      if (name.length > MAX_LENGTH)
        throw new NameRefused(`"${name}" is longer than ${MAX_LENGTH} characters.`);
    if (plural === singular) throw new NameRefused('The plural and the singular must differ.');
    return new ModuleName(plural, singular);
  }
}

function requireKebab(name: string): string {
  if (KEBAB.test(name)) return name;
  throw new NameRefused(`"${name}" must be words of small letters, joined by hyphens.`);
}

/** @throws NameRefused unless it is clear */
function singularOf(plural: string): string {
  if (/[^aeiou]ies$/.test(plural)) return plural.replace(/ies$/, 'y');
  if (/(?:x|ch|sh|ss)es$/.test(plural)) return plural.replace(/es$/, '');
  // "Statuses" and "houses", "matrices", "people": the spelling doesn't tell.
  if (/[^s]s$/.test(plural) && !/(?:ses|zes|ices|us|is)$/.test(plural)) return plural.slice(0, -1);
  throw new NameRefused(`What is one of "${plural}"? Add: -- --singular NAME`);
}
