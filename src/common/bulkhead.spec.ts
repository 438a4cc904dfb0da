import { expect, it } from 'vitest';
import { Bulkhead } from './bulkhead.js';

class Full extends Error {}

/** Work that ends when it is told to. */
function held(bulkhead: Bulkhead, log: string[], name: string) {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const done = bulkhead.run(() => {
    log.push(name);
    return promise;
  });
  return { done, end: resolve, fail: reject };
}

it('runs so many at once, the others in their order, and refuses whom the line is too long for', async () => {
  const log: string[] = [];
  const bulkhead = new Bulkhead(2, 1, () => new Full());
  const [a, b, c] = ['a', 'b', 'c'].map((name) => held(bulkhead, log, name));
  await expect(held(bulkhead, log, 'd').done).rejects.toBeInstanceOf(Full);
  expect(log).toEqual(['a', 'b']);
  a?.end();
  await a?.done;
  expect(log).toEqual(['a', 'b', 'c']);
  for (const one of [b, c]) one?.end();
  await Promise.all([b?.done, c?.done]);
});

it('goes on after work that failed', async () => {
  const log: string[] = [];
  const bulkhead = new Bulkhead(1, 1, () => new Full());
  const first = held(bulkhead, log, 'first');
  const second = held(bulkhead, log, 'second');
  first.fail(new Error('no'));
  await expect(first.done).rejects.toThrow('no');
  second.end();
  await second.done;
  const third = held(bulkhead, log, 'third');
  third.end();
  await third.done;
  expect(log).toEqual(['first', 'second', 'third']);
});
