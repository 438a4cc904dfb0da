import { expect, it } from 'vitest';
import type { Config } from '../config/config.js';
import { LoggedMails } from './logged-mails.js';

const kept = (embedded: boolean, smtp?: object) => {
  const mails = new LoggedMails({ smtp, database: { embedded } } as Config);
  for (let n = 1; n <= 150; n++) mails.add(`${n}`, { to: 'ada@example.com', subject: `${n}`, text: 'x' });
  return mails;
};

it('keeps the last hundred with the embedded database and without a mail server', () => {
  const mails = kept(true);
  expect(mails.areKept).toBe(true);
  const [page, total] = mails.page(2, 60);
  expect([page.length, page[0]?.id, page.at(-1)?.id, total]).toEqual([40, '90', '51', 100]);
});

it.each([
  [false, undefined],
  [true, { url: 'smtp://mail.example', from: 'a@b.example' }],
  [false, { url: 'smtp://mail.example', from: 'a@b.example' }],
])('keeps none elsewhere: embedded %s, mail server %j', (embedded, smtp) => {
  const mails = kept(embedded, smtp);
  expect(mails.areKept).toBe(false);
  expect(mails.page(1, 10)).toEqual([[], 0]);
});
