import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Mail } from '#app/mail/mail.js';
import { html } from '#app/mail/mail.js';
import {
  accountDeletedNotice,
  confirmEmailMail,
  emailChangeNotice,
  passwordNotice,
  resetMail,
  signedOutNotice,
  verifyEmailMail,
} from '#app/modules/auth/account/account-mails.js';
import { digestMail, notificationMail } from '#app/modules/notifications/notification-mails.js';
import { invitationMail } from '#app/modules/organizations/invitation-mail.js';
import { webhookDisabledMail } from '#app/modules/webhooks/webhook-disabled-mail.js';

const TO = 'ada@example.com';
const PUBLIC_URL = 'https://taskflow.example.com';

type Message = Omit<Mail, 'to'>;

const notification = (text: string, number: number | null = 42) => ({
  id: 'id',
  kind: 'task-mentioned' as const,
  count: 1,
  number,
  title: number === null ? null : text,
  actor: text,
});

const token = (text: string) => ({
  name: text,
  hint: 'tfp_abcd',
  organization: text,
  expiresAt: new Date('2030-01-01'),
});

/** Every template, with a text of an attacker's choice wherever it takes one. */
const TEMPLATES: Record<string, (text: string) => Message> = {
  resetMail: () => resetMail(TO, PUBLIC_URL, 'token'),
  confirmEmailMail: () => confirmEmailMail(TO, PUBLIC_URL, 'token'),
  emailChangeNotice: () => emailChangeNotice(TO),
  verifyEmailMail: () => verifyEmailMail(TO, PUBLIC_URL, 'token'),
  accountDeletedNotice: () => accountDeletedNotice(TO),
  passwordNotice: (text) => passwordNotice(TO, [token(text)]),
  signedOutNotice: (text) => signedOutNotice(TO, [token(text)]),
  invitationMail: (text) =>
    invitationMail(TO, { organization: text, inviter: text, token: 'token' }, PUBLIC_URL),
  notificationMail: (text) =>
    notificationMail(notification(text), { organization: text, publicUrl: PUBLIC_URL }),
  digestMail: (text) =>
    digestMail([notification(text), notification(text, null)], {
      organization: text,
      publicUrl: PUBLIC_URL,
    }),
  webhookDisabledMail: (text) =>
    webhookDisabledMail(
      { email: TO, organizationName: text },
      { webhookId: '019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b', url: 'https://www.evil.example/x' },
      text,
    ),
};

const HOSTILE = [
  'http://evil.example/pay?now',
  'HTTPS://1.2.3.4/pay',
  'www.evil.example',
  'evil.example/path',
  'xn--e1aybc.xn--p1ai',
  'evil。example',
  'evil.\u200Bexample',
  'ev\u00ADil.example',
  'eve@evil.example',
  'mailto:eve@evil.example',
  'tel:+4930123456',
  '\\\\evil.example\\share',
  'x\r\nBcc: eve@evil.example\r\n\r\nhttp://evil.example',
  'a\n\n\nb\u2028c\u2029d\u0085e\vf',
  'moc.live//:ptth\u202E',
  '<a href="http://evil.example">click</a>',
  'Your account is closed. '.repeat(50),
];

/** What mail programs make a link of, seen from outside: nothing of ours has that form but the link itself. */
const LINKS = /[a-z]:[^\s]|\/\/\S|\\\\\S|\S@\S|[\p{L}\p{N}][.。․．｡]\p{L}/iu;

const render = (template: string, text: string) => (TEMPLATES[template] as (text: string) => Message)(text);

/** The functions that make mails: what is exported by a file that imports the type. */
function templatesInSource(): string[] {
  const root = new URL('../../src/modules/', import.meta.url).pathname;
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .filter((source) => /import (type )?\{[^}]*\bMail\b[^}]*\} from '[^']*\/mail\/mail\.js'/.test(source))
    .flatMap((source) => [...source.matchAll(/^export (?:function|const) (\w+)/gm)])
    .map(([, name]) => name as string);
}

describe('the templates of mails', () => {
  it('are all in the table', () => {
    expect(templatesInSource().toSorted()).toEqual(Object.keys(TEMPLATES).toSorted());
  });

  describe.each(Object.keys(TEMPLATES))('%s', (template) => {
    const plain = render(template, 'Acme');

    it.each(HOSTILE)('says %j without a link or a line of its own', (text) => {
      const { subject, text: body, link } = render(template, text);
      expect(subject).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
      expect(body.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
      expect(body.split('\n')).toHaveLength(plain.text.split('\n').length);
      expect(subject).not.toMatch(LINKS);
      expect(body).not.toMatch(LINKS);
      expect(subject.length).toBeLessThan(200);
      expect(link).toBe(plain.link);
      const page = html({ to: TO, subject, text: body, link });
      expect(page.match(/<a /g) ?? []).toHaveLength(link === undefined ? 0 : 1);
    });
  });
});
