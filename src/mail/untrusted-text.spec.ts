import { describe, expect, it } from 'vitest';
import { processorTimeOf } from '../../test/support/processor-time.ts';
import { untrusted } from './untrusted-text.js';

describe('untrusted', () => {
  it.each([
    ['Acme\r\nBcc: eve@evil.example', 'Acme Bcc: eve@ evil. example'],
    ['a\u2028b\u2029c\u0085d\u0000e\tf', 'a b c d e f'],
    ['moc.live\u202E//:ptth', 'moc. live// :ptth'],
    ['https://evil.example/pay', 'https: // evil. example/pay'],
    ['www.evil.example', 'www. evil. example'],
    ['evil.example/path', 'evil. example/path'],
    ['evil.4th.example', 'evil.4th. example'],
    ['evil.\u200Bexample', 'evil. example'],
    ['evil\u00AD.example', 'evil. example'],
    ['evil。example evil．example evil․example', 'evil。 example evil． example evil․ example'],
    ['mailto:eve tel:+4930 javascript:alert(1)', 'mailto: eve tel: +4930 javascript: alert(1)'],
    ['\\\\evil\\share', '\\\\ evil\\share'],
    ['\u3164\u2800 \u00A0', ''],
    ['a\uD800b', 'a\uFFFDb'],
  ])('makes %j %j', (text, line) => {
    expect(untrusted(text)).toBe(line);
    expect(untrusted(line)).toBe(line);
  });

  it.each([
    'Åcme & Söhne 🚀',
    'Müller, Meier & Co. KG',
    'Dr. O’Neil-Ünal',
    'Release 2.5, at 12:30',
    'Ship it @ada (#42)!',
    '👩‍💻 می‌خواهم',
    '日本語の名前',
  ])('leaves %j as it is', (text) => {
    expect(untrusted(text)).toBe(text);
  });

  it('cuts what is long, between characters', () => {
    expect(untrusted('🚀'.repeat(100))).toBe(`${'🚀'.repeat(79)}…`);
    expect(untrusted('x'.repeat(80))).toBe('x'.repeat(80));
    expect(untrusted('a.b'.repeat(100), 20)).toHaveLength(20);
  });

  it('takes no longer for what is long', () => {
    const texts = ['a'.repeat(100_000), ':'.repeat(100_000), '.'.repeat(100_000), '//'.repeat(50_000)];
    expect(processorTimeOf(() => texts.map((text) => untrusted(text)))).toBeLessThan(2000);
  });
});
