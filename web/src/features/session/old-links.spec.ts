import { expect, it } from 'vitest';
import { addressOfLink, tokenInAddress } from './old-links.ts';

it.each([
  ['#/join?token=inv_a-B_1', '/app/join#token=inv_a-B_1'],
  ['#/reset-password?token=abc', '/app/reset-password#token=abc'],
  ['#/tasks/42', '/app/tasks?task=42'],
  ['#/tasks', '/app/tasks'],
  ['#/', '/app/tasks'],
  ['', undefined],
  ['#token=abc', undefined],
  ['#//evil.example', undefined],
  ['#/../admin', undefined],
])('%s leads to %s', (hash, address) => {
  expect(addressOfLink(hash, '/app/')).toBe(address);
});

it('finds the token behind the #', () => {
  expect(tokenInAddress('#token=inv_a-B_1')).toBe('inv_a-B_1');
  expect(tokenInAddress('')).toBe('');
});
