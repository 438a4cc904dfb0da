import { describe, expect, it } from 'vitest';
import { whyUnclaimable } from './claimable-domain.js';

const label = (length: number): string => 'a'.repeat(length);
const ofLength = (length: number): string =>
  `${label(63)}.${label(63)}.${label(63)}.${label(length - 3 * 64 - '.example'.length)}.example`;

describe('whyUnclaimable', () => {
  it.each([
    'acme.example',
    'tasks.acme.example',
    'acme.co.uk',
    'co.example',
    'web.de',
    'xn--bcher-kva.example',
    'local.example',
    ofLength(243),
  ])('lets %s be claimed', (name) => {
    expect(whyUnclaimable(name)).toBeUndefined();
  });

  it.each([
    'co.uk',
    'com.au',
    'or.jp',
    'gouv.fr',
    'printer.local',
    'db.internal',
    'a.b.localhost',
    'x.onion',
    'router.lan',
    'home.arpa',
    '1.0.0.127.in-addr.arpa',
    ofLength(244),
  ])('keeps %s', (name) => {
    expect(whyUnclaimable(name)).toEqual(expect.stringContaining('must'));
  });
});
