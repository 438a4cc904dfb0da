import { describe, expect, it } from 'vitest';
import { isSlug, slugOf } from './slug.js';

describe('slug', () => {
  it.each(['acme', 'a-b', '1st', 'abc', 'x'.repeat(63), 'administrator', 'mailbox', 'a-b--c', 'team1'])(
    '%s is one',
    (slug) => {
      expect(isSlug(slug)).toBe(true);
    },
  );

  it.each([
    '',
    'ab',
    'x'.repeat(64),
    'Acme',
    'ac me',
    'ac_me',
    'ac.me',
    'zürich',
    '-acme',
    'acme-',
    'acme\n',
    'admin',
    'www',
    'mail',
    'smtp',
    'status',
    'support',
    'login',
    'static',
    'cdn',
    'root',
    'localhost',
    'autodiscover',
    'wpad',
    'mta-sts',
    'ns1',
    'www2',
    'mail-3',
    'xn--80ak6aa92e',
    'ab--cd',
    42,
    null,
    undefined,
  ])('%j is none', (slug) => {
    expect(isSlug(slug)).toBe(false);
  });

  it.each([
    ['Analytical Engines', 'analytical-engines'],
    ['  Müller & Söhne GmbH ', 'muller-sohne-gmbh'],
    ['Ｆｕｌｌ Ｗｉｄｔｈ', 'full-width'],
    ['ab', 'org-ab'],
    ['Admin', 'org-admin'],
    ['Support', 'org-support'],
    ['NS 1', 'org-ns-1'],
    ['日本', 'org'],
    ['!!!', 'org'],
  ])('%j suggests %s', (name, slug) => {
    expect(slugOf(name)).toBe(slug);
  });

  it.each(['', '-', 'x'.repeat(200), `${'x'.repeat(49)} y`, 'https://www', '🎉 party', 'İ'])(
    'finds a slug for %j that leaves room for a suffix',
    (name) => {
      expect(isSlug(slugOf(name))).toBe(true);
      expect(isSlug(`${slugOf(name)}-999999`)).toBe(true);
    },
  );
});
