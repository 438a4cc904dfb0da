import { type Bind } from '../../change-log/sequencer.js';

/** The column `search` has blanks in the place of these, so the words that are looked for have to. */
const PUNCTUATION = `-_./\\:@+&<>;'"`;

/** The condition for tasks with all the words of a text, the last of which may go on. Without words it finds none. */
export function matches(q: string, bind: Bind): string {
  return `search @@ ${query(q, bind)}`;
}

/** How well a task matches: words in the title weigh ten times as much as words in the description. */
export function rank(q: string, bind: Bind): string {
  return `ts_rank(search, ${query(q, bind)})`;
}

/** Only words and `&` come out of plainto_tsquery, so no text is an error; `:*` goes to the last word. */
function query(q: string, bind: Bind): string {
  const words = [...q].map((character) => (PUNCTUATION.includes(character) ? ' ' : character)).join('');
  return `(nullif(plainto_tsquery('pg_catalog.simple', ${bind(words)})::text, '') || ':*')::tsquery`;
}
