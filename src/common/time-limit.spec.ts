import { describe, expect, it } from 'vitest';
import { withTimeLimit } from './time-limit.js';

describe('A time limit', () => {
  it('leaves what comes in time as it is', async () => {
    expect(await withTimeLimit(Promise.resolve('answer'), 1000)).toBe('answer');
    await expect(withTimeLimit(Promise.reject(new Error('refused')), 1000)).rejects.toThrow('refused');
  });

  it('fails what takes longer', async () => {
    await expect(withTimeLimit(new Promise(() => undefined), 1)).rejects.toThrow('no answer in time');
  });
});
