import { ValidationFailed } from '../../common/problem.js';

/** How many users a comment may mention: each of them is notified. */
export const MAX_MENTIONS = 50;
/** In how many different ways, counted with the words that follow: each is compared with all members. */
const MAX_PLACES = 500;
/** How many words the name of a member has at most to be found without quotes. */
const MAX_WORDS = 4;
/** What a mention can consist of at most, in characters: an address is the longest. */
const MAX_LENGTH = 330;

/** A place where a text may mention a member: by one of these, the first that a member has. */
export interface MentionCandidates {
  /** In lower case. */
  id?: string;
  /** Addresses, names and user names, longest first. */
  names: string[];
}

/** A member by what they can be mentioned with. */
export interface MentionableMember {
  id: string;
  email: string;
  username: string | null;
  name: string;
}

/** After a letter or a digit, `@` is a part of an e-mail address. */
const MENTION_SIGN = /(?<![\p{L}\p{N}._%+-])@/gu;
const ID = /^\[([0-9a-f-]{36})\]/i;
const QUOTED = /^"([^"\n]{1,200})"/;
const ADDRESS = /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,8}[a-z0-9-]{1,63}/i;
const ONE_WORD = /^[\p{L}\p{N}][^\s@"[\]]*$/u;
/**
 * A user name. A full stop or a hyphen at the end belongs to the sentence: a user whose name ends with one is mentioned by
 * id.
 */
const USERNAME = /^[a-z0-9](?:[a-z0-9._-]{0,38}[a-z0-9_])?(?![\p{L}\p{N}_])/iu;

/** The form in which texts are compared: without case, composed. */
export const mentionKey = (text: string): string => text.normalize('NFC').toLowerCase().normalize('NFC');

/**
 * The places where a text may mention members, each different one once, in their order: `@[<user id>]`, `@address@host`,
 * `@"Any Name"`, `@username`, and `@Name` of up to four words. Each part of the text is read a fixed number of times.
 * @throws ValidationFailed when there are more than `MAX_MENTIONS`, or more than `MAX_PLACES`
 */
export function mentionsIn(text: string): MentionCandidates[] {
  const found = new Map<string, MentionCandidates>();
  const shortest = new Set<string>();
  for (const { index } of text.matchAll(MENTION_SIGN)) {
    const candidates = candidatesAt(text.slice(index + 1, index + 1 + MAX_LENGTH));
    if (!candidates) continue;
    const { id, names } = candidates;
    found.set(id ?? names.join('\n'), candidates);
    // What follows a name differs from one mention of it to the next.
    shortest.add(id ?? mentionKey(names.at(-1) as string));
    if (shortest.size > MAX_MENTIONS)
      throw ValidationFailed.of('body', `body may mention ${MAX_MENTIONS} users at most`);
    if (found.size > MAX_PLACES)
      throw ValidationFailed.of('body', `body may have ${MAX_PLACES} different mentions at most`);
  }
  return [...found.values()];
}

function candidatesAt(text: string): MentionCandidates | undefined {
  const [, id] = ID.exec(text) ?? [];
  if (id !== undefined) return { id: id.toLowerCase(), names: [] };
  const [, quoted] = QUOTED.exec(text) ?? [];
  if (quoted !== undefined) return quoted.trim() === '' ? undefined : { names: [quoted.trim()] };
  const [address] = ADDRESS.exec(text) ?? [];
  // Never a user whose name happens to be the part before the host.
  if (address !== undefined) return { names: [address] };
  const names = longestFirst([...namesOf(text), ...(USERNAME.exec(text) ?? [])]);
  return names.length > 0 ? { names } : undefined;
}

/** The first words, from one to four of them, with and without what ends the sentence or the genitive. */
function namesOf(text: string): string[] {
  const [line = ''] = text.split('\n', 1);
  const words = line.split(' ', MAX_WORDS + 1);
  const other = words.findIndex((word) => !ONE_WORD.test(word));
  const count = Math.min(other < 0 ? words.length : other, MAX_WORDS);
  return Array.from({ length: count }, (_, left) => {
    const phrase = words.slice(0, count - left).join(' ');
    const ended = phrase.replace(/[\p{P}\p{S}]{1,20}$/u, '');
    return [phrase, ended, ended.replace(/['’]\p{L}{0,2}$/u, '')];
  })
    .flat()
    .filter((name) => name !== '');
}

const longestFirst = (names: string[]): string[] =>
  [...new Set(names)].toSorted((a, b) => b.length - a.length);

/**
 * The members whom these candidates mention, each once, in their order. A name that several members have mentions none of
 * them, nor a shorter one in it another member.
 */
export function mentionedMembers(mentions: MentionCandidates[], members: MentionableMember[]): string[] {
  const byName = Map.groupBy(members, ({ name }) => mentionKey(name));
  const unique = new Map(
    members.flatMap(({ id, email, username }) =>
      [email, username].flatMap((one) => (one === null ? [] : [[mentionKey(one), id] as const])),
    ),
  );
  const ids = new Set(members.map(({ id }) => id));
  const memberOf = ({ id, names }: MentionCandidates): string | undefined => {
    if (id !== undefined) return ids.has(id) ? id : undefined;
    for (const key of names.map(mentionKey)) {
      const known = unique.get(key);
      if (known !== undefined) return known;
      const [named, another] = byName.get(key) ?? [];
      if (named) return another ? undefined : named.id;
    }
    return undefined;
  };
  return [...new Set(mentions.map(memberOf).filter((id) => id !== undefined))];
}
