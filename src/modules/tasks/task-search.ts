import { type Bind } from '../../change-log/sequencer.js';

/** The condition for tasks that a text is found in. Without words in it, it finds none. */
export type Matching = (q: string, bind: Bind) => string;

/** Tasks with all the words, the last of which may go on, in the task itself or in one of its comments. */
export const matches: Matching = (q, bind) => {
  const words = query(q, bind);
  return `(search @@ ${words} OR id = ANY (ARRAY(SELECT task_id FROM comments WHERE comments.search @@ ${words})))`;
};

/** The same, of comments that `matchingComments` has read. */
export const matchesRead: Matching = (q, bind) =>
  `(search @@ ${query(q, bind)} OR id = ANY (ARRAY(SELECT task_id FROM said)))`;

/** The same, for rows that are met one by one: OFFSET keeps the planner from reading all comments first. */
export const matchesMet: Matching = (q, bind) => {
  const words = query(q, bind);
  return `(search @@ ${words} OR EXISTS (
    SELECT FROM comments WHERE comments.task_id = tasks.id AND comments.search @@ ${words} OFFSET 0))`;
};

/** The comments with all the words, up to a number of them, as `said`. */
export const matchingComments = (q: string, bind: Bind, limit: number): string =>
  `said AS MATERIALIZED (SELECT task_id FROM comments WHERE comments.search @@ ${query(q, bind)} LIMIT ${limit})`;

/** How well a task matches: words in the title weigh ten times as much as words in the description. */
export function rank(q: string, bind: Bind): string {
  return `ts_rank(search, ${query(q, bind)})`;
}

/** migrations/public/0003_text.sql reads the text as it reads those that are searched. */
const query = (q: string, bind: Bind): string => `public.search_query(${bind(q)})`;
