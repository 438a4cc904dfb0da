import type { Member } from '../api/client.ts';

type Named = Pick<Member, 'userId' | 'name'>;

/** A mention as it is stored: by id, so that it outlives a change of the name. */
const STORED = /@\[([0-9a-f-]{36})\]/gi;
/** After a letter or a digit it is a part of an e-mail address. */
const SIGN = /(?<![\p{L}\p{N}._%+-])@/gu;
/** What makes a name another one. */
const GOES_ON = /^[\p{L}\p{N}]/u;

/** Who is mentioned in a stored text: their ids, each once. */
export const mentionedIn = (stored: string): string[] => [
  ...new Set([...stored.matchAll(STORED)].map(([, id = '']) => id.toLowerCase())),
];

/**
 * What stands for a member in a text that is being written: the name, or the id of one whose name another member has, too.
 * @returns what follows the `@`
 */
export function mentionOf({ userId, name }: Named, members: Named[]): string {
  const isUnclear = members.some((other) => other.userId !== userId && other.name === name);
  return isUnclear ? `[${userId}]` : name;
}

/** A stored text with something readable in place of each id. */
export const withMentions = (stored: string, write: (id: string) => string): string =>
  stored.replace(STORED, (_mention, id: string) => write(id.toLowerCase()));

/** A stored text as people write it, with names. */
export const withNames = (stored: string, members: Named[]): string =>
  withMentions(stored, (id) => {
    const member = members.find(({ userId }) => userId === id);
    return `@${member ? mentionOf(member, members) : `[${id}]`}`;
  });

/** A text as it is stored. @param mentioned the ids of those who were chosen: other names are left as they were typed */
export function withIds(text: string, mentioned: string[], members: Named[]): string {
  let stored = '';
  let from = 0;
  for (const { index } of text.matchAll(SIGN)) {
    const begin = index + 1;
    // Where one name begins with another, the longer one is meant.
    const [member] = members
      .filter(({ name }) => text.startsWith(name, begin) && !GOES_ON.test(text.slice(begin + name.length)))
      .toSorted((a, b) => b.name.length - a.name.length);
    if (!member || !mentioned.includes(member.userId) || mentionOf(member, members) !== member.name) continue;
    stored += `${text.slice(from, begin)}[${member.userId}]`;
    from = begin + member.name.length;
  }
  return stored + text.slice(from);
}
