import { expect, it, vi } from 'vitest';
import { EventEntry } from './event-entry.js';
import { LogTail } from './log-tail.js';

const entryAt = (sequence: number): EventEntry =>
  new EventEntry(
    { sequence } as EventEntry['change'],
    { taskId: null, projectIds: new Set(), userIds: new Set() },
    { sequence } as EventEntry['event'],
  );

/** A log that counts how often it is read. */
function logOf(length: number) {
  const log = { length, reads: 0, fails: false };
  const read = (after: number, limit: number): Promise<EventEntry[]> => {
    log.reads++;
    if (log.fails) return Promise.reject(new Error('away'));
    const count = Math.max(0, Math.min(limit, log.length - after));
    return Promise.resolve(Array.from({ length: count }, (_, index) => entryAt(after + index + 1)));
  };
  return { log, read };
}

const ignore = (): void => undefined;
const sequencesOf = (entries?: EventEntry[]) => entries?.map(({ sequence }) => sequence);

it('reads what it is notified of, once for all readers', async () => {
  const { log, read } = logOf(10);
  const tail = new LogTail(10, read, ignore);
  const drain = vi.fn();
  for (let reader = 0; reader < 1000; reader++) tail.readers.add({ drain });
  log.length = 12;
  for (const sequence of [11, 12]) tail.notify(sequence);
  await vi.waitFor(() => expect(drain).toHaveBeenCalledTimes(1000));
  expect(log.reads).toBe(1);
  expect(sequencesOf(tail.after(10))).toEqual([11, 12]);
  expect(sequencesOf(tail.after(11))).toEqual([12]);
  tail.notify(12);
  expect(log.reads).toBe(1);
});

it('looks once more for all who come while it reads', async () => {
  const { log, read } = logOf(5);
  const tail = new LogTail(5, read, ignore);
  await Promise.all(Array.from({ length: 1000 }, () => tail.refresh()));
  expect(log.reads).toBe(2);
});

it('reads again when it is notified during a read that finds nothing', async () => {
  const { log, read } = logOf(0);
  const look = Promise.withResolvers<void>();
  const slowly = async (after: number, limit: number): Promise<EventEntry[]> => {
    const found = await read(after, limit);
    await look.promise;
    return found;
  };
  const tail = new LogTail(0, slowly, ignore);
  const refreshed = tail.refresh();
  log.length = 1;
  tail.notify(1);
  look.resolve();
  await refreshed;
  expect(tail.position).toBe(1);
});

it('keeps the last thousand, and says of older ones that they are elsewhere', async () => {
  const tail = new LogTail(0, logOf(1500).read, ignore);
  await tail.refresh();
  expect(tail.position).toBe(1500);
  expect(tail.after(499)).toBeUndefined();
  expect(tail.after(500)?.[0]?.sequence).toBe(501);
  expect(tail.after(1500)).toEqual([]);
});

it('knows that it is behind when it could not read, and catches up', async () => {
  const { log, read } = logOf(0);
  const failed = vi.fn();
  const tail = new LogTail(0, read, failed);
  Object.assign(log, { length: 1, fails: true });
  tail.notify(1);
  await vi.waitFor(() => expect(failed).toHaveBeenCalledTimes(1));
  expect(tail.isBehind).toBe(true);
  expect(await tail.refresh()).toBe(false);
  log.fails = false;
  expect(await tail.refresh()).toBe(true);
  expect(sequencesOf(tail.after(0))).toEqual([1]);
  expect(tail.isBehind).toBe(false);
});
