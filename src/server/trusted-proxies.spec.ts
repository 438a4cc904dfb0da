import { expect, it } from 'vitest';
import { trustIn } from './trusted-proxies.js';

it.each([
  [['10.0.0.1'], '10.0.0.1', true],
  [['10.0.0.1'], '10.0.0.1:8080', true],
  [['10.0.0.1'], '::ffff:a00:1', true],
  [['10.0.0.1'], '10.0.0.2', false],
  [['10.0.0.0/8'], '10.255.0.1', true],
  [['10.0.0.0/8'], '::ffff:10.2.3.4', true],
  [['10.0.0.0/8'], '11.0.0.1', false],
  [['::ffff:10.0.0.0/104'], '10.2.3.4', true],
  [['2001:db8::/32'], '[2001:db8:9::1]:443', true],
  [['2001:db8::/32'], '2001:db9::1', false],
  [['loopback'], '127.0.0.1', true],
  [['loopback'], '::1', true],
  [['linklocal'], 'fe80::1%eth0', true],
  [['linklocal', 'uniquelocal'], '192.168.7.7', true],
  [['uniquelocal'], '64:ff9b::a00:1', false],
  [['loopback'], 'unknown', false],
  [['loopback'], '', false],
])('with %j it trusts %j: %s', (proxies, address, is) => {
  expect(trustIn(proxies)(address)).toBe(is);
});
