import { describe, expect, it } from 'vitest';
import { RequestContext } from '#app/context/request-context.js';
import { SharedTransaction } from '#app/database/shared-transaction.js';
import { createTestApp } from '../support/test-app.ts';

const { api, app, superuser } = await createTestApp();

/** Runs shared transactions side by side, which all reach the first of their steps before one does the second. */
async function runAll(transactions: ((meet: () => Promise<void>) => Promise<void>)[]): Promise<void> {
  let waiting = transactions.length;
  const met = Promise.withResolvers<void>();
  const meet = (): Promise<void> => {
    if (--waiting <= 0) met.resolve();
    return met.promise;
  };
  const shared = app.get(SharedTransaction);
  const context = app.get(RequestContext);
  await Promise.all(transactions.map((run) => context.run({}, () => shared.run(() => run(meet)))));
}

describe('shared transactions that wait for each other', () => {
  it('are all done, each once', async () => {
    const [first, second] = [await api.newOwner(), await api.newOwner()];
    const shared = app.get(SharedTransaction);
    const ids = [first.userId, second.userId];
    await superuser.query(`UPDATE users SET last_login_at = '2020-01-01Z' WHERE id = ANY ($1)`, [ids]);
    const change = (userId: string): Promise<unknown> =>
      shared.manager.query(
        `UPDATE public.users SET last_login_at = last_login_at + interval '1 second' WHERE id = $1`,
        [userId],
      );
    await runAll(
      [
        { one: first, other: second },
        { one: second, other: first },
      ].map(({ one, other }) => async (meet) => {
        await change(one.userId);
        await meet();
        await change(other.userId);
      }),
    );
    const { rows } = await superuser.query<{ at: Date }>(
      'SELECT last_login_at AS at FROM users WHERE id = ANY ($1)',
      [ids],
    );
    expect(rows.map(({ at }) => at.toISOString())).toEqual(
      Array.from({ length: 2 }, () => '2020-01-01T00:00:02.000Z'),
    );
  });

  it('are not run again once they are committed', async () => {
    let runs = 0;
    const committed = runAll([
      async () => {
        runs++;
        app.get(SharedTransaction).current.afterCommit(() => {
          throw Object.assign(new Error('of another transaction'), { code: '40P01' });
        });
      },
    ]);
    await expect(committed).rejects.toThrow('of another transaction');
    expect(runs).toBe(1);
  });

  it('fail by the errors of their own at once', async () => {
    let runs = 0;
    const failing = runAll([
      async () => {
        runs++;
        await app.get(SharedTransaction).manager.query('SELECT 1 / 0');
      },
    ]);
    await expect(failing).rejects.toThrow('division by zero');
    expect(runs).toBe(1);
  });
});
