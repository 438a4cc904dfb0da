import type { Organization } from '../api/client.ts';

export const TASK_WRITES: Record<Organization['settings']['taskWrites'], string> = {
  MEMBERS: 'Members, admins and owners',
  ADMIN: 'Admins and owners only',
};

export const ORGANIZATION = {
  title: 'Organization',
  why: 'The settings are shown to those who belong to the organization.',
  writtenBy: 'Tasks are written by',
  slugHint: 'Its short name in addresses: small letters, digits and hyphens',
  timeZoneHint: 'In which its days begin: due dates and figures go by it',
  taskWrites: 'Who may write tasks',
  changed: 'The organization is changed',
} as const;

export const NEW_ORGANIZATION = {
  title: 'New organization',
  lead: 'It has members, tasks and settings of its own, and you are its owner. You change between your organizations at the top left.',
} as const;

export const MEMBERS = {
  why: 'Members are shown to those who belong to the organization.',
  you: 'you',
  facts: '{email} · since {day}',
  roleOf: (name: string) => `Role of ${name}`,
  roleChanged: (name: string, role: string) => `${name} is ${role} now`,
  more: (name: string) => `More about ${name}`,
  remove: 'Remove from the organization',
  removeQuestion: (name: string) => `Remove ${name}?`,
  removed: (name: string) => `${name} is no member any more`,
} as const;

export const INVITATIONS = {
  invite: 'Invite',
  open: 'Open invitations',
  sent: (email: string) =>
    `A mail is on its way to ${email}. You can pass this link on as well; it is shown this once:`,
  facts: '{role} · ends {time}',
  sendAgain: (email: string) => `Send again the invitation of ${email}`,
  revoke: (email: string) => `Revoke the invitation of ${email}`,
  revoked: 'The invitation is revoked',
} as const;

export const LABELS = {
  why: 'Labels are renamed, coloured, merged and removed by owners and admins.',
  lead: 'A label is there as long as a task has it: new ones are made at the tasks. To rename one like another merges them.',
  empty: 'No labels yet',
  emptyDetail: 'Press L on a task to give it one.',
  rename: (name: string) => `Rename ${name}`,
  newName: (name: string) => `New name of ${name}`,
  renamed: (before: string, after: string, tasks: string) => `${before} is ${after} now, on ${tasks}`,
  merges: (name: string, tasks: string) => `There is a label ${name}, on ${tasks}: they become one.`,
  merge: 'Merge',
  removeQuestion: (tasks: string) => `Take it off ${tasks}?`,
  removed: (name: string) => `No task is labelled ${name} any more`,
} as const;

export const DOMAINS = {
  why: 'Domains are managed by owners and admins.',
  add: 'Add a domain',
  addHint:
    'A host name of yours that leads to this organization, once a record in its DNS has proved that it is yours.',
  empty: 'No domains yet',
  emptyDetail: 'Members reach the organization at the common address.',
  recordName: 'Add this TXT record, then verify. Name:',
  recordValue: 'Value:',
  theName: 'the name of the record',
  theValue: 'the value of the record',
  verify: 'Verify',
  isVerified: (domain: string) => `${domain} is verified`,
  isPrimary: (domain: string) => `Links lead to ${domain} now`,
  removeQuestion: (domain: string) => `Remove ${domain}?`,
} as const;

export const USAGE = {
  why: 'The plan is shown to those who belong to the organization.',
  plan: 'The plan is {plan}. Those who run this TaskFlow can change it.',
  list: 'Usage',
  files: (size: string) => `Files take ${size} of the storage.`,
  counted: { tasks: 'Tasks', projects: 'Projects', members: 'Members', storage: 'Storage' },
  unlimited: (used: string) => `${used} · no limit`,
  limited: (used: string, limit: string) => `${used} of ${limit}`,
} as const;

export const LEAVING = {
  title: 'Leave the organization',
  hint: (organization: string) =>
    `You no longer see anything of ${organization}. What you did stays. To come back you need an invitation.`,
  leave: 'Leave',
  done: 'You have left the organization',
} as const;

export const TRANSFER = {
  title: 'Transfer the ownership',
  hint: 'Another member becomes an owner in your place, and you become an admin.',
  nobody: 'There is no other member to transfer it to yet. Invite one first.',
  newOwner: 'New owner',
  choose: 'Choose a member',
  transfer: 'Transfer',
  done: (name: string) => `${name} is the owner now`,
} as const;

export const DELETION = {
  title: 'Delete the organization',
  hint: 'It closes for all members at once. For 30 days those who run this TaskFlow can restore it; then its tasks, files and settings are gone for good.',
  done: 'The organization is deleted',
} as const;

/** Colours of labels. */
export const COLORS = {
  change: (label: string) => `Colour of ${label}`,
  none: 'No colour',
  custom: 'Another colour',
  take: 'Take it',
  done: (label: string) => `${label} has another colour`,
  taken: (label: string) => `${label} has no colour any more`,
  /** By the colour that they name. */
  names: {
    '#c9372c': 'Red',
    '#c25100': 'Orange',
    '#b38600': 'Yellow',
    '#4c8f2f': 'Green',
    '#13807a': 'Teal',
    '#1f6feb': 'Blue',
    '#6554c0': 'Violet',
    '#ae4787': 'Pink',
    '#626f86': 'Grey',
  },
} as const;

/** The setting that lets completed tasks go back. */
export const REOPENING = {
  heading: 'Completed tasks',
  label: 'Completed tasks can be reopened',
  hint: 'They go back to “In progress”. The log keeps when they were done.',
  on: 'Can be reopened',
  off: 'Stay done',
} as const;
