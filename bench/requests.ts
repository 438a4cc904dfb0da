import type autocannon from 'autocannon';
import type { Fixture } from './fixture.ts';

type Headers = () => Record<string, string>;
export type NextRequest = () => autocannon.Request;

const PAGES = 15;
const LIMIT = 20;
const STATUSES = ['CREATED', 'IN_PROGRESS', 'COMPLETED'];

/**
 * So many different moments (a prime number, to meet each organization with each) that the cache has dropped a page
 * long before it is asked for again.
 */
const MOMENTS = 9973;

/** Headers of the first organizations in turns. */
export const from = ({ organizations }: Fixture, limit = Infinity): Headers => {
  const used = organizations.slice(0, limit);
  let turn = 0;
  return () => ({ authorization: `Bearer ${used[turn++ % used.length]?.token}` });
};

export const get =
  (path: () => string, headers: Headers): NextRequest =>
  () => ({ method: 'GET', path: path(), headers: headers() });

/** Lists as users ask for them: one of the first pages, every other time with a status. */
export function pages(): () => string {
  let turn = 0;
  return () => {
    const status = STATUSES[Math.floor(Math.random() * STATUSES.length)];
    const page = 1 + Math.floor(Math.random() * PAGES);
    return `/tasks?page=${page}&limit=${LIMIT}${turn++ % 2 === 0 ? `&status=${status}` : ''}`;
  };
}

/** The same, each after another moment before every task: lists that no cache has. */
export function freshPages(): () => string {
  const next = pages();
  let turn = 0;
  return () => {
    const moment = new Date(Date.UTC(2000, 0, 1) + (turn++ % MOMENTS)).toISOString();
    return `${next()}&createdAfter=${moment}`;
  };
}

let created = 0;

export const create =
  (headers: Headers): NextRequest =>
  () => ({
    method: 'POST',
    path: '/tasks',
    headers: { ...headers(), 'content-type': 'application/json' },
    body: JSON.stringify({ title: `Created by the benchmark ${created++}`, priority: 'HIGH' }),
  });

/** Nine lists for each creation. */
export function mix(headers: Headers): NextRequest {
  const [list, post] = [get(pages(), headers), create(headers)];
  let turn = 0;
  return () => (turn++ % 10 === 0 ? post() : list());
}

/** @throws Error when servers answer the same question differently */
export async function checkSameAnswers(urls: string[], { organizations }: Fixture): Promise<void> {
  const next = freshPages();
  for (const { token } of organizations.slice(0, 3)) {
    for (const path of [
      next(),
      next(),
      '/tasks?page=3&limit=20',
      '/tasks?page=1&limit=20&status=COMPLETED',
    ]) {
      const answers = await Promise.all(
        urls.map(async (url) => {
          const response = await fetch(url + path, { headers: { authorization: `Bearer ${token}` } });
          const { data, page, limit, total } = (await response.json()) as Record<string, unknown>;
          return JSON.stringify({ data, page, limit, total });
        }),
      );
      for (const [index, answer] of answers.entries())
        if (answer !== answers[0])
          throw new Error(`${urls[index]}${path} answers otherwise:\n${answer}\n${answers[0]}`);
    }
  }
}
