import { describe, expect, it } from 'vitest';
import { type ActiveWebhook, ActiveWebhooks } from './active-webhooks.js';

/** Longer than any test takes. */
const LONG = 600_000;
const { signal } = new AbortController();

describe('an active webhook', () => {
  it('is called for what comes while it reads, or while it waits', async () => {
    const webhooks = new ActiveWebhooks();
    await webhooks.during('one', async (active) => {
      active.listen();
      expect(webhooks.call('one')).toBe(true);
      expect(await active.isCalledWithin(LONG, signal)).toBe(true);
      active.listen();
      const waiting = active.isCalledWithin(LONG, signal);
      webhooks.call('one');
      expect(await waiting).toBe(true);
    });
  });

  it('is not called for what it has read since', async () => {
    const webhooks = new ActiveWebhooks();
    await webhooks.during('one', async (active) => {
      webhooks.call('one');
      active.listen();
      expect(webhooks.call('other')).toBe(false);
      expect(await active.isCalledWithin(0, signal)).toBe(false);
    });
  });

  it('stops waiting when the process stops', async () => {
    const stopping = new AbortController();
    await new ActiveWebhooks().during('one', async (active) => {
      active.listen();
      const waiting = active.isCalledWithin(LONG, stopping.signal);
      stopping.abort();
      expect(await waiting).toBe(false);
    });
  });
});

it('are those that are at work, also after a failure', async () => {
  const webhooks = new ActiveWebhooks();
  const failing = webhooks.during('one', (_active: ActiveWebhook) => Promise.reject(new Error('no')));
  expect(webhooks.count).toBe(1);
  await expect(failing).rejects.toThrow('no');
  expect(webhooks.call('one')).toBe(false);
  expect(webhooks.count).toBe(0);
});
