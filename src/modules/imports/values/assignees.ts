/** An address in angle brackets or parentheses, or what stands in parentheses behind a name. */
const BEHIND = /^(.*?)\s*[<([]([^>)\]]*)[>)\]]\s*$/;

/** In characters: no name and no address of a member is longer. */
const MAX_LENGTH = 320;

/**
 * The names by which an assignee of a cell may be known, the most certain first: an address, a user name, a name, and
 * without the number or the address that stands behind it.
 */
export function namesOf(assignee: string): string[] {
  const text = assignee.trim().replace(/^@/, '');
  if (text.length > MAX_LENGTH) return [];
  const [, before, behind] = BEHIND.exec(text) ?? [];
  const names = behind === undefined ? [text] : [behind.trim(), before?.trim() ?? '', text];
  const swapped = names.flatMap((name) => {
    const [last, first, ...more] = name.split(',').map((part) => part.trim());
    return last && first && more.length === 0 ? [name, `${first} ${last}`] : [name];
  });
  return [...new Set(swapped.filter((name) => name !== '' && !/^\d+$/.test(name)))];
}

/** The assignees of a cell: separated by `,` `;` `|` or line breaks, in brackets or not. */
export function assigneesIn(cell: string): string[] {
  const text = cell.trim().replace(/^\[(.*)\]$/s, '$1');
  return text
    .split(/[,;|\n]/)
    .map((assignee) => assignee.trim().replaceAll(/^["']|["']$/g, ''))
    .filter((assignee) => assignee !== '');
}
