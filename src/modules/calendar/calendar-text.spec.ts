import { describe, expect, it } from 'vitest';
import { contentLine, escapeText } from './calendar-text.js';

const unfold = (folded: string): string => folded.replaceAll('\r\n ', '');

describe('contentLine', () => {
  it.each([
    'SUMMARY:short',
    `SUMMARY:${'x'.repeat(67)}`,
    `SUMMARY:${'x'.repeat(68)}`,
    `SUMMARY:${'ü'.repeat(300)}`,
    `SUMMARY:${'x'.repeat(66)}${'日本語'.repeat(100)}`,
    `SUMMARY:xx${'👩‍👩‍👧'.repeat(60)}`,
  ])('folds at 75 octets and never within a character: %#', (line) => {
    const folded = contentLine(line);
    expect(folded.endsWith('\r\n')).toBe(true);
    for (const part of folded.slice(0, -2).split('\r\n')) {
      expect(Buffer.byteLength(part)).toBeLessThanOrEqual(75);
      expect(part).not.toContain('\ufffd');
    }
    expect(unfold(folded)).toBe(`${line}\r\n`);
    if (Buffer.byteLength(line) <= 75) expect(folded).toBe(`${line}\r\n`);
  });
});

describe('escapeText', () => {
  it.each([
    ['a, b; c\\d', 'a\\, b\\; c\\\\d'],
    ['one\ntwo\r\nthree\rfour', 'one\\ntwo\\nthree\\nfour'],
    ['tab\tstays, \u0000\u0007\u001b\u007fnot', 'tab\tstays\\, not'],
    ['x\nEND:VEVENT', 'x\\nEND:VEVENT'],
    ['line\u2028separator\u0085', 'line\\nseparator\\n'],
  ])('%j', (text, escaped) => {
    expect(escapeText(text)).toBe(escaped);
  });
});
