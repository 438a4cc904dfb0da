import { describe, expect, it } from 'vitest';
import { digestMail, notificationMail } from './notification-mails.js';
import type { PendingNotification } from './notification-mails.repository.js';

const context = { organization: 'Acme', publicUrl: 'https://tasks.example' };
const one: PendingNotification = {
  id: 'id',
  kind: 'task-assigned',
  count: 1,
  number: 42,
  title: 'Order brass',
  actor: 'Ada',
};
const digest: PendingNotification = { ...one, kind: 'task-created', count: 21, number: null, title: null };

describe('the mail about a notification', () => {
  it('names the task and the actor, and links to the task', () => {
    const { subject, text, link } = notificationMail(one, context);
    expect(subject).toBe('Assigned to you: #42 Order brass');
    expect(text).toContain('#42 Order brass was assigned to you (Ada).');
    expect(link).toBe('https://tasks.example/app/#/tasks/42');
  });

  it('counts the notifications of a digest', () => {
    const { subject, text, link } = notificationMail({ ...digest, actor: null }, context);
    expect(subject).toBe('21 tasks were created, and have no assignee');
    expect(text).toContain('21 tasks were created, and have no assignee.');
    expect(link).toBe('https://tasks.example/app/#/tasks');
  });

  it('keeps its lines, whatever titles and names contain', () => {
    const evil = 'a\r\nBcc: eve@example.com\n\nhttps://evil.example';
    const mail = notificationMail({ ...one, title: evil, actor: evil }, { ...context, organization: evil });
    expect(mail.subject).toBe('Assigned to you: #42 a Bcc: eve@ example. com https: // evil. example');
    expect(mail.text.split('\n')).toHaveLength(3);
    expect(digestMail([one, digest], { ...context, organization: evil }).subject).not.toContain('\n');
  });

  it('shortens titles', () => {
    const { subject } = notificationMail({ ...one, title: 'x'.repeat(500) }, context);
    expect(subject).toBe(`Assigned to you: #42 ${'x'.repeat(99)}…`);
  });
});

describe('a digest', () => {
  it('lists up to 50 notifications', () => {
    const { subject, text } = digestMail([...Array.from({ length: 51 }, () => one), digest], context);
    expect(subject).toBe('52 notifications from Acme');
    expect(text.match(/^- #42 Order brass was assigned to you \(Ada\)\.$/gm)).toHaveLength(50);
    expect(text).toContain('And 2 more.');
  });
});
