import { describe, expect, it } from 'vitest';
import { html, oneLine, plainText } from './mail.js';

const mail = { to: 'ada@example.com', subject: 'Hello', text: 'One\ntwo\n\nthree' };

describe('oneLine', () => {
  it.each([
    ['Acme\r\nBcc: eve@example.com', 'Acme Bcc: eve@example.com'],
    ['a\u2028b\u2029c\u0085d\u0000e', 'a b c d e'],
    ['moc.live\u202E://', 'moc.live ://'],
    [' Åcme & Söhne 🚀 ', 'Åcme & Söhne 🚀'],
  ])('makes %j %j', (text, line) => {
    expect(oneLine(text)).toBe(line);
  });
});

describe('plainText', () => {
  it('ends with the link', () => {
    expect(plainText(mail)).toBe('One\ntwo\n\nthree\n');
    expect(plainText({ ...mail, link: 'https://a.example/#b' })).toBe(
      'One\ntwo\n\nthree\n\nhttps://a.example/#b\n',
    );
  });
});

describe('html', () => {
  it('keeps paragraphs and lines', () => {
    expect(html(mail)).toContain('<p>One<br>two</p>\n<p>three</p>');
  });

  it('allows no markup or links in the text', () => {
    const page = html({ ...mail, text: '<a href="https://evil.example">&amp;</a> https://evil.example' });
    expect(page).toContain('&lt;a href=&quot;https://evil.example&quot;&gt;&amp;amp;&lt;/a&gt;');
    expect(page).not.toContain('<a');
  });

  it('links to the link', () => {
    expect(html({ ...mail, link: 'https://a.example/?b=1&c' })).toContain(
      '<a href="https://a.example/?b=1&amp;c">https://a.example/?b=1&amp;c</a>',
    );
  });
});
