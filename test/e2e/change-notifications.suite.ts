import { afterAll, expect, it, vi } from 'vitest';
import { PubSubChannel } from '#app/change-notifications/pubsub-channel.js';
import { ChangeNotifications } from '#app/change-notifications/change-notifications.js';
import type { Config } from '#app/config/config.js';
import { eventually } from '../support/eventually.ts';
import type { TestApp } from '../support/test-app.ts';

/** What holds for change notifications, whatever carries them. */
export function changeNotificationsSuite(
  t: TestApp,
  Channel: new (config: Config) => PubSubChannel,
  interrupt: () => Promise<void>,
): void {
  const channel = new Channel(t.config);
  const other = new ChangeNotifications(channel);
  const heard = vi.fn();
  const gap = vi.fn();
  other.onMessage(heard);
  other.onReconnect(gap);
  other.onModuleInit();
  afterAll(() => other.onApplicationShutdown());

  it('notifies of a change in other processes', async () => {
    await eventually(() => gap.mock.calls.length > 0);
    const owner = await t.api.newOwner();
    await owner.post('/tasks', { title: 'One' }).expect(201);
    const id = owner.session?.organization.id;
    await eventually(() =>
      heard.mock.calls.some(([organization, number]) => organization === id && number === 1),
    );
  });

  it('publishes nothing of a change that is refused', async () => {
    const owner = await t.api.newOwner();
    await owner.patch('/tasks/1', { title: 'x' }).expect(404);
    await owner.post('/tasks', { title: 'One' }).expect(201);
    const id = owner.session?.organization.id;
    await eventually(() => heard.mock.calls.some(([organization]) => organization === id));
    expect(heard.mock.calls.filter(([organization]) => organization === id)).toEqual([[id, 1, false]]);
  });

  it('says that there was a gap when the connection was lost, and goes on', async () => {
    const gaps = gap.mock.calls.length;
    await interrupt();
    await eventually(() => gap.mock.calls.length > gaps, 30_000);
    const owner = await t.api.newOwner();
    await eventually(async () => {
      await owner.post('/tasks', { title: 'Again' }).expect(201);
      return heard.mock.calls.some(([organization]) => organization === owner.session?.organization.id);
    }, 30_000);
  });
}
