import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { readMessage, toMessages } from './pubsub-message.js';

it('writes as many messages as NOTIFY needs, and reads them again', () => {
  const sequences = Array.from({ length: 1000 }, (_, index) => [randomUUID(), index * 1e9] as const);
  const messages = toMessages('me', sequences);
  expect(messages.length).toBeGreaterThan(1);
  for (const message of messages) expect(Buffer.byteLength(message)).toBeLessThan(8000);
  expect(messages.flatMap((message) => readMessage(message).sequences)).toEqual(sequences);
  expect(messages.map((message) => readMessage(message).sender)).toEqual(messages.map(() => 'me'));
});

it('sends nothing without a number', () => {
  expect(toMessages('me', [])).toEqual([]);
});

it.each(['', 'hello world', `me ${randomUUID()}`, `me ${randomUUID()}:x`, `me ${randomUUID()}:-1`])(
  'reads nothing from %j',
  (message) => {
    expect(readMessage(message).sequences).toEqual([]);
  },
);
