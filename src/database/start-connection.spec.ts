import { describe, expect, it } from 'vitest';
import { isTransientConnectError } from './start-connection.js';

describe('a connection that failed at the start', () => {
  it.each([
    [{ code: 'ECONNREFUSED' }, true],
    [{ code: '57P03', message: 'the database system is starting up' }, true],
    [{ code: '53300', message: 'too many connections for role' }, true],
    [{ code: '08P01', message: 'server login has been failing' }, true],
    [{ message: 'Connection terminated unexpectedly' }, true],
    [{ message: '', errors: [{ code: 'ENETUNREACH' }, { code: 'ECONNREFUSED' }] }, true],
    [{ code: '08P01', message: 'unsupported startup parameter: options' }, false],
    [{ code: '28P01', message: 'password authentication failed' }, false],
    [{ code: '3D000', message: 'database "x" does not exist' }, false],
  ])('with %j is tried again: %j', (error, expected) => {
    expect(isTransientConnectError(error)).toBe(expected);
  });
});
