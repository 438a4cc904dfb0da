import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { SecretBox } from './secret-box.js';

const key = randomBytes(32);
const box = new SecretBox([key]);
const secret = Buffer.from('twenty bytes or more');

describe('SecretBox', () => {
  it('gives back what it sealed', () => {
    expect(box.open(box.seal(secret, 'ada'), 'ada')).toEqual(secret);
  });

  it('seals differently each time, and shows nothing', () => {
    const sealed = box.seal(secret, 'ada');
    expect(sealed.equals(box.seal(secret, 'ada'))).toBe(false);
    expect(sealed.includes(secret)).toBe(false);
  });

  it('opens nothing of another owner or another key', () => {
    const sealed = box.seal(secret, 'ada');
    expect(box.open(sealed, 'eve')).toBeUndefined();
    expect(new SecretBox([randomBytes(32)]).open(sealed, 'ada')).toBeUndefined();
  });

  it('opens what an earlier key sealed, and seals it with the first', () => {
    const rotated = new SecretBox([randomBytes(32), key]);
    const sealed = box.seal(secret, 'ada');
    expect(rotated.open(sealed, 'ada')).toEqual(secret);
    const resealed = rotated.reseal(sealed, 'ada') as Buffer;
    expect(box.open(resealed, 'ada')).toBeUndefined();
    expect(rotated.open(resealed, 'ada')).toEqual(secret);
    expect(rotated.reseal(resealed, 'ada')).toBe(resealed);
    expect(rotated.reseal(sealed, 'eve')).toBeUndefined();
  });

  it('opens nothing that was changed or cut off', () => {
    const sealed = box.seal(secret, 'ada');
    for (let index = 0; index < sealed.length; index++) {
      const changed = Buffer.from(sealed);
      changed[index] = (changed[index] as number) ^ 1;
      expect(box.open(changed, 'ada')).toBeUndefined();
      expect(box.open(sealed.subarray(0, index), 'ada')).toBeUndefined();
    }
  });
});
