import { plural } from './language.ts';

export const PLATFORM = {
  organizations: 'Organizations',
  users: 'Users',
  figures: 'Figures',
  migrations: 'Migrations',
  audit: 'Audit',
  mails: 'Mails',
  queues: 'Queues',
  forAdmins: 'For platform admins',
  forAdminsDetail:
    'Those who run this TaskFlow manage it here. It isn’t a matter of your role in the organization.',
  noneLikeThis: 'None like this',
  noneLikeThisDetail: 'Take a filter away, or search for less.',
  noOrganizations: 'No organizations yet',
  noOrganizationsDetail: 'Create one under Organizations; it is here from then on.',
} as const;

export const ORGANIZATIONS = {
  new: 'New organization',
  emptyDetail: 'Create the first one, and invite its owner.',
  find: 'Find an organization',
  findExample: 'Name, slug or domain',
  anyStatus: 'Any status',
  anyPlan: 'Any plan',
  invited: (owner: string) =>
    `A mail is on its way to ${owner}, the owner. You can pass this link on as well; it is shown this once:`,
  used: 'used {time}',
  neverUsed: 'never used',
} as const;

export const NEW_ORGANIZATION = {
  slugHint: 'Made of the name where it is left empty',
  usualPlan: 'The usual one',
  owner: 'E-mail address of the owner',
  ownerHint: 'Who is invited to own it',
  domainHint: 'Leads to it at once. May be left empty',
  done: (name: string) => `${name} is created`,
} as const;

export const ORGANIZATION = {
  title: 'Organization',
  all: 'All organizations',
  planOf: (name: string) => `Plan of ${name}`,
  planChanged: (name: string, plan: string) => `${name} has the plan ${plan} now`,
  size: 'Size',
  about: (size: string) => `about ${size}`,
  lastUsed: 'Last used',
  never: 'never',
  purgedFrom: 'Purged from',
  noMembers: 'None yet. The owner is the first one, once the invitation is accepted.',
} as const;

export const MOVES = {
  suspend: 'Suspend',
  suspendQuestion: 'Its members are kept out until it is resumed.',
  suspended: (name: string) => `${name} is suspended`,
  resume: 'Resume',
  resumed: (name: string) => `${name} is open again`,
  deleteHint: 'It closes at once, and can be restored for 30 days.',
  deleted: (name: string) => `${name} is deleted`,
  restore: 'Restore',
  restored: (name: string) => `${name} is restored`,
  purge: 'Purge',
  purgeHint: 'Removes everything of it for good, and looks whether anything is left. It can’t be undone.',
  purged: (slug: string) => `${slug} is purged`,
  nothingLeftOf: 'It was looked for afterwards, and nothing was found of:',
} as const;

export const DOMAINS = {
  title: 'Domains',
  hint: 'A domain that you add counts at once: you vouch for it.',
  empty: 'None yet. Its members reach it at the common address.',
  removeQuestion: (domain: string) => `Remove ${domain}?`,
} as const;

export const USERS = {
  find: 'Find a user',
  findExample: 'Name, user name or e-mail address',
  platformAdmin: 'platform admin',
  isClosed: 'closed',
  notConfirmed: (email: string) => `${email} (not confirmed)`,
  organizations: (count: number) => plural(count, { one: 'one organization', other: '# organizations' }),
  signedIn: 'signed in {time}',
  neverSignedIn: 'never signed in',
  close: 'Close',
  closeQuestion: (name: string) => `End all sessions of ${name}?`,
  closed: (name: string) => `The account of ${name} is closed`,
  open: 'Open',
  opened: (name: string) => `The account of ${name} is open`,
} as const;

export const AUDIT = {
  lead: 'What operators did, here and on the command line, newest first.',
  action: 'Action',
  actionExample: 'Action, such as organization.suspended',
  actor: 'Actor',
  actorExample: 'Id of a user, cli or system',
  empty: 'Nothing was done',
  emptyDetail: 'What operators create, suspend, delete or purge is listed here.',
  by: 'by {actor} · {time}',
} as const;

export const FIGURES = {
  lead: 'Each organization in the last 30 days.',
  created: (count: number) => plural(count, { other: '# created' }),
  completed: (count: number) => plural(count, { other: '# completed' }),
  unreadable: 'Can’t be read: it is being purged, or waits to be migrated.',
} as const;

export const MAILS = {
  lead: 'Without a mail server mails are printed to the log. These are the last ones, newest first.',
  empty: 'No mails yet',
  emptyDetail: 'Invite a user, for one.',
  to: 'to {address} · {time}',
} as const;

const atNewest = (current: string, all: number, newest: number): string =>
  plural(all, {
    one: `${current} of # organization is at version ${newest}`,
    other: `${current} of # organizations are at version ${newest}`,
  });

export const MIGRATIONS = {
  states: { CURRENT: 'Current', PENDING: 'Waiting', MIGRATING: 'Migrating', FAILED: 'Failed' },
  summary: (current: string, all: number, newest: number) => `${atNewest(current, all, newest)}.`,
  summaryWithFailed: (current: string, all: number, newest: number, failed: string) =>
    `${atNewest(current, all, newest)}, ${failed} failed.`,
  oldest: (version: number) => `Below version ${version} an organization isn’t served.`,
  version: (version: number) => `version ${version}`,
  attempts: (count: number) => plural(count, { one: '# attempt', other: '# attempts' }),
} as const;
