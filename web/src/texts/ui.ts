export const DATES = {
  now: 'now',
  anyTime: 'at any time',
  since: (day: string) => `since ${day}`,
  until: (day: string) => `until ${day}`,
} as const;

export const OPTION_LIST = {
  placeholder: (label: string) => `${label} …`,
  add: (typed: string) => `Add “${typed}”`,
  nothing: 'Nothing is called like that',
} as const;

export const SECTIONS = {
  tabs: 'Pages of this section',
  copy: 'Copy',
  copyOf: (what: string) => `Copy ${what}`,
  copied: 'Copied',
  hasIt: 'I have it',
} as const;

/** What can't be undone asks for the name. */
export const CONFIRMATION = {
  label: (name: string, what: string) => `Type ${name}, the ${what}, to confirm`,
  placeholder: (name: string) => `Type “${name}”`,
  organizationName: 'name of the organization',
  organizationSlug: 'slug of the organization',
  ownEmail: 'e-mail address of your account',
  newOwner: 'name of the new owner',
  webhookHost: 'host of the webhook',
} as const;

export const STATES = {
  tryAgain: 'Try again',
  request: (id: string) => `Request ${id}`,
  forbidden: 'Not for your role',
  forbiddenDetail: (why: string) => `${why} An owner or admin of the organization can change your role.`,
  notFound: 'There is no such page',
  notFoundDetail: 'The address may be mistyped, or the page has moved.',
  toTasks: 'Go to the tasks',
} as const;
