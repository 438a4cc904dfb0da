import { describe, expect, it } from 'vitest';
import { isPublicAddress } from './public-address.js';

const LOCAL = [
  ['this network', '0.0.0.0', '0.1.2.3'],
  ['loopback', '127.0.0.1', '127.255.255.254', '::1'],
  ['private', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
  ['shared by a carrier', '100.64.0.1', '100.100.100.200', '100.127.255.255'],
  ['link-local, with the metadata of clouds', '169.254.169.254', 'fe80::1', 'fe80::1%eth0', 'febf::1'],
  ['unique local', 'fc00::1', 'fd00:ec2::254', 'fdff::1'],
  ['site-local', 'fec0::1'],
  ['multicast and broadcast', '224.0.0.1', '239.255.255.255', '255.255.255.255', 'ff02::1'],
  ['reserved or for documents', '192.0.0.192', '192.0.2.1', '198.18.0.1', '203.0.113.1', '240.0.0.1'],
  ['for documents in IPv6', '2001:db8::1', '3fff::1'],
  ['mapped from IPv4', '::ffff:127.0.0.1', '::ffff:10.0.0.1', '::ffff:8.8.8.8', '::ffff:7f00:1'],
  ['compatible with IPv4', '::127.0.0.1', '::7f00:1', '::'],
  ['translated from IPv4', '64:ff9b::7f00:1', '64:ff9b::a9fe:a9fe', '64:ff9b:1::1', '::ffff:0:7f00:1'],
  ['tunnelled over IPv4', '2002:7f00:1::', '2001:0:7f00:1::'],
  ['not assigned', '4000::1', '5f00::1', '8000::1', '100::1'],
  ['no address', '', 'localhost', '127.0.0.1.', 'example.com', '1.2.3.4/8'],
] as const;

const PUBLIC = [
  '1.1.1.1',
  '8.8.8.8',
  '172.15.0.1',
  '172.32.0.1',
  '100.63.255.255',
  '100.128.0.1',
  '2606:4700::1',
];

describe('isPublicAddress', () => {
  it.each(LOCAL)('refuses what is %s', (...[, ...addresses]) => {
    expect(addresses.filter((address) => isPublicAddress(address as string))).toEqual([]);
  });

  it.each(PUBLIC)('admits %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});
