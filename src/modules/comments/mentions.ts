import { ValidationFailed } from '../../common/problem.js';

/** How many users a comment may mention: each of them is notified. */
export const MAX_MENTIONS = 50;

/**
 * `@[<user id>]`, or `@` and a user name. After a letter or a digit it is a part of an e-mail address.
 * A full stop or a hyphen at the end belongs to the sentence: a user whose name ends with one is mentioned by id.
 */
const MENTION =
  /(?<![\p{L}\p{N}._%+-])@(?:\[([0-9a-f-]{36})\]|([a-z0-9](?:[a-z0-9._-]{0,38}[a-z0-9_])?)(?![\p{L}\p{N}_]))/giu;

/**
 * The names and ids that a text mentions, in lower case, each once, in the order of the text.
 * @throws ValidationFailed when there are more than `MAX_MENTIONS`
 */
export function mentionsIn(text: string): string[] {
  const found = new Set([...text.matchAll(MENTION)].map(([, id, name]) => (id ?? name ?? '').toLowerCase()));
  if (found.size > MAX_MENTIONS)
    throw ValidationFailed.of('body', `body may mention ${MAX_MENTIONS} users at most`);
  return [...found];
}
