import { describe, expect, it } from 'vitest';
import { addressOf, isLoopback, networkOf, readAddress } from './ip-address.js';

describe('readAddress', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    [' 192.0.2.7\t', '192.0.2.7'],
    ['192.0.2.7:1', '192.0.2.7'],
    ['192.0.2.7:65535', '192.0.2.7'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['[fe80::1%eth0]:443', 'fe80::1'],
    ['fe80::1%25eth0', 'fe80::1'],
    ['2001:0DB8:0:0::0001', '2001:db8::1'],
    // Without brackets there is no port: the last group is one of the address.
    ['2001:db8::1:443', '2001:db8::1:443'],
    ['::ffff:8.8.4.5', '8.8.4.5'],
    ['::ffff:808:405', '8.8.4.5'],
    ['0:0:0:0:0:FFFF:0808:0405', '8.8.4.5'],
    ['[::ffff:808:405]:443', '8.8.4.5'],
  ])('reads %j as %s', (text, address) => {
    expect(readAddress(text)).toBe(address);
  });

  it.each([
    undefined,
    '',
    ' ',
    'unknown',
    '_hidden',
    'example.com',
    'localhost',
    '1.2.3',
    '010.0.0.1',
    '0x7f.0.0.1',
    '2130706433',
    '1.2.3.4:',
    '1.2.3.4:port',
    '1.2.3.4:123456',
    '1.2.3.4:1:2',
    '1.2.3.4/8',
    '[1.2.3.4',
    '[]:443',
    '::1::',
    '1.2.3.4, 5.6.7.8',
    '"1.2.3.4"',
  ])('finds none in %j', (text) => {
    expect(readAddress(text)).toBeUndefined();
  });
});

describe('networkOf', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['192.0.2.7:5678', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::ffff:808:405', '8.8.4.5'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['[2001:db8:1:2::9]:443', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::6', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:db8:0:0:ffff::', '2001:db8:0:0::/64'],
    ['2001:db8:1::3:4:5:6', '2001:db8:1:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['64:ff9b::808:405', '8.8.4.5'],
    ['::ffff:0:808:405', '8.8.4.5'],
    ['2002:808:405:1::1', '8.8.4.5'],
    ['2002:808:405:2::1', '8.8.4.5'],
    ['unknown', 'unknown'],
  ])('takes %s for a part of %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});

it.each([
  ['127.0.0.1', true],
  ['127.8.8.8:3000', true],
  ['[::1]:3000', true],
  ['::ffff:7f00:1', true],
  ['10.0.0.1', false],
  ['::2', false],
  // What is translated comes from elsewhere.
  ['64:ff9b::7f00:1', false],
  ['2002:7f00:1::', false],
  ['', false],
  [undefined, false],
])('takes %j for this machine: %s', (address, is) => {
  expect(isLoopback(address)).toBe(is);
});

it.each([
  ['203.0.113.9:5678', '203.0.113.9'],
  ['unknown', '10.0.0.1'],
  ['', '10.0.0.1'],
])('takes a request forwarded for %j as one from %s', (ip, address) => {
  expect(addressOf({ ip, socket: { remoteAddress: '::ffff:10.0.0.1' } } as never)).toBe(address);
});
