import { describe, expect, it } from 'vitest';
import { fingerprintOf } from './fingerprint.js';

const of = (body: unknown, method = 'POST', url = '/tasks') =>
  fingerprintOf(method, url, body).toString('hex');

describe('the fingerprint of a request', () => {
  it('is the same however the body is ordered', () => {
    expect(of({ a: { x: 1, y: [1, 2] }, b: null })).toBe(of({ b: null, a: { y: [1, 2], x: 1 } }));
  });

  it('is the same without a body and with an empty one', () => {
    expect(of(undefined)).toBe(of({}));
  });

  it.each([
    [{ a: 1 }, { a: '1' }],
    [{ a: [1, 2] }, { a: [2, 1] }],
    [{ a: 1 }, { a: 1, b: null }],
    [{ a: { b: 1 } }, { a: {}, b: 1 }],
    ['a,b', 'a,c'],
  ])('differs for %j and %j', (one, other) => {
    expect(of(one)).not.toBe(of(other));
  });

  it('differs for another method or path', () => {
    expect(new Set([of({}), of({}, 'PUT'), of({}, 'POST', '/exports')]).size).toBe(3);
  });
});
