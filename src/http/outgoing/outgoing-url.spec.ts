import { describe, expect, it } from 'vitest';
import { ValidationFailed } from '../../common/problem.js';
import { checkOutgoingUrl } from './outgoing-url.js';

const REFUSED = [
  'https://127.0.0.1/hook',
  'https://127.1/hook',
  'https://2130706433/hook',
  'https://0x7f.1/hook',
  'https://0177.0.0.1/hook',
  'https://%31%32%37.0.0.1/hook',
  'https://127.0.0.1./hook',
  'https://１２７.0.0.1/hook',
  'https://10.0.0.5:8080',
  'https://169.254.169.254/latest/meta-data',
  'https://[::1]/hook',
  'https://[::ffff:127.0.0.1]/hook',
  'https://[64:ff9b::7f00:1]/hook',
  'https://[fd00::1]/hook',
  'https://localhost/hook',
  'https://LOCALHOST./hook',
  'https://api.localhost/hook',
  'https://user:secret@example.com/hook',
  'https://user@example.com/hook',
  'http://example.com/hook',
  'ftp://example.com/hook',
  'file:///etc/passwd',
  'example.com/hook',
  'https://',
];

describe('checkOutgoingUrl', () => {
  it.each(REFUSED)('refuses %s', (url) => {
    expect(() => checkOutgoingUrl(url, false)).toThrow(ValidationFailed);
  });

  it.each(['https://example.com', 'https://hooks.example.com:8443/a?b=c', 'https://1.1.1.1/hook'])(
    'admits %s',
    (url) => {
      expect(() => checkOutgoingUrl(url, false)).not.toThrow();
    },
  );

  it('admits private addresses and plain HTTP where the operator does, but no password', () => {
    expect(() => checkOutgoingUrl('http://127.0.0.1:3000', true)).not.toThrow();
    expect(() => checkOutgoingUrl('http://user:secret@127.0.0.1', true)).toThrow(ValidationFailed);
    expect(() => checkOutgoingUrl('ftp://127.0.0.1', true)).toThrow(ValidationFailed);
  });
});
