import { expect, it } from 'vitest';
import { Sequencer } from '#app/change-log/sequencer.js';
import { RequestContext } from '#app/context/request-context.js';
import { systemIn } from '#app/context/principal.js';
import { SharedTransaction } from '#app/database/shared-transaction.js';
import { TenantTransaction } from '#app/tenancy/tenant-transaction.js';
import { organizationOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, app, superuser } = await createTestApp({ jobs: 'off' });

/** Holds what `take` takes, as a process does that is frozen at this moment, until `meanwhile` has ended. */
async function frozen(
  run: <T>(fn: () => Promise<T>) => Promise<T>,
  take: () => Promise<unknown>,
  meanwhile: () => PromiseLike<unknown>,
): Promise<void> {
  const [taken, thawed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const holding = run(async () => {
    await take();
    taken.resolve();
    await thawed.promise;
  });
  await Promise.race([taken.promise, holding]);
  try {
    await meanwhile();
  } finally {
    thawed.resolve();
    await expect(holding).rejects.toThrow();
  }
}

it('does not keep other processes waiting for an organization until it goes on', async () => {
  const owner = await api.newOwner();
  const principal = systemIn(organizationOf(owner));
  await frozen(
    (fn) => app.get(TenantTransaction).runInTenant(principal, fn),
    () => app.get(Sequencer).lock(),
    () => owner.post('/tasks', { title: 'Kept waiting' }).expect(201),
  );
  await owner.post('/tasks', { title: 'Nor afterwards' }).expect(201);
});

it('does not keep a lock of the shared schema until it goes on', async () => {
  const { userId } = await api.newOwner();
  const shared = app.get(SharedTransaction);
  const lock = 'SELECT FROM public.users WHERE id = $1 FOR UPDATE';
  await frozen(
    (fn) => app.get(RequestContext).run({}, () => shared.run(fn)),
    () => shared.manager.query(lock, [userId]),
    () => superuser.query(lock, [userId]),
  );
});
