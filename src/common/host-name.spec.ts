import { describe, expect, it } from 'vitest';
import { hostOf, toHostName } from './host-name.js';

const LONG = `${'a'.repeat(63)}.`.repeat(3);

describe('toHostName', () => {
  it.each([
    ['acme.example.com', 'acme.example.com'],
    ['ACME.Example.COM', 'acme.example.com'],
    ['acme.example.com.', 'acme.example.com'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['BÜCHER.example', 'xn--bcher-kva.example'],
    ['ａｃｍｅ.example', 'acme.example'],
    [`${LONG}${'a'.repeat(57)}.com`, `${LONG}${'a'.repeat(57)}.com`],
  ])('writes %s as %s', (value, name) => {
    expect(toHostName(value)).toBe(name);
  });

  it.each([
    '',
    '.',
    'localhost',
    'x.localhost',
    'intranet',
    '127.0.0.1',
    '0x7f.1',
    '1.2',
    '::1',
    '[::1]',
    'acme.example.com:443',
    'https://acme.example.com',
    'acme.example.com/x',
    'user@acme.example.com',
    'acme.example.com..',
    '.example.com',
    'acme..com',
    '-acme.com',
    'acme-.com',
    'ac me.com',
    'ac_me.com',
    '*.acme.com',
    'acme.com\n',
    `${'a'.repeat(64)}.com`,
    `${LONG}${'a'.repeat(58)}.com`,
    null,
    5,
    ['acme.com'],
  ])('refuses %j', (value) => {
    expect(toHostName(value)).toBeUndefined();
  });
});

describe('hostOf', () => {
  it.each([
    ['acme.example.com', 'acme.example.com'],
    ['Acme.Example.Com.:3000', 'acme.example.com'],
    ['acme.example.com:', 'acme.example.com'],
    ['localhost:3000', ''],
    ['api_1:3000', ''],
    ['127.0.0.1', ''],
    ['[::1]:3000', ''],
    ['[::ffff:127.0.0.1]', ''],
    ['', ''],
  ])('finds in %j the name %j', (authority, host) => {
    expect(hostOf(authority)).toBe(host);
  });

  it.each([
    'user@acme.example.com',
    'user:secret@acme.example.com',
    'acme.example.com/x',
    'a:b',
    'a.com:1:2',
    'a..com',
    '.a.com',
    'a.com#',
    '[::1',
  ])('refuses %j', (authority) => {
    expect(hostOf(authority)).toBeUndefined();
  });
});
