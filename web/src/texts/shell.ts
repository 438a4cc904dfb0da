import { plural } from './language.ts';

/** The pages in the sidebar, in the palette and in their titles. */
export const NAVIGATION = {
  inbox: 'Inbox',
  projects: 'Projects',
  analytics: 'Analytics',
  activity: 'Activity',
  exports: 'Exports',
  imports: 'Imports',
  organization: 'Organization',
  members: 'Members',
  account: 'My account',
  platform: 'Platform',
} as const;

export const HEADINGS = { organization: 'Organization', settings: 'Settings' } as const;

export const SETTINGS_TABS = {
  general: 'General',
  members: 'Members',
  labels: 'Labels',
  domains: 'Domains',
  usage: 'Plan and usage',
  webhooks: 'Webhooks',
  allApiTokens: 'API tokens',
  danger: 'Danger zone',
  profile: 'Profile',
  security: 'Password and second factor',
  sessions: 'Sessions',
  notifications: 'Notifications',
  calendars: 'Calendars',
  apiTokens: 'My API tokens',
} as const;

export const SHELL = {
  skip: 'Skip to the content',
  sidebar: 'Main',
  foldSidebar: 'Fold the sidebar',
  openSidebar: 'Open the sidebar',
  newTask: 'New task',
  search: 'Commands and search',
  isAway: 'The connection is away. What you see may be old; it catches up once it is back.',
  unread: (count: number) => plural(count, { other: '# unread' }),
  manyUnread: '99+',
} as const;

export const SWITCHER = {
  /** Before the organization's name. */
  current: 'Organization',
  yours: 'Your organizations',
  isCurrent: 'current',
  create: 'New organization',
} as const;

export const ACCOUNT_MENU = {
  /** Before the user's name. */
  of: 'Account of',
  schemes: { light: 'Light', dark: 'Dark', auto: 'As the system' },
  keys: 'Keys',
  signOut: 'Sign out',
} as const;

export const COMMANDS = {
  label: 'Commands',
  question: 'What do you want to do',
  create: 'Create a task',
  goTo: (page: string) => `Go to ${page}`,
  schemes: {
    light: 'Use the light colours',
    dark: 'Use the dark colours',
    auto: 'Colours as the system has them',
  },
  fold: 'Fold or open the sidebar',
  keys: 'Show the keys',
} as const;

/** The keys of lists, which are no commands. */
export const LIST_KEYS = {
  move: 'Next, previous task',
  open: 'Open the task',
  select: 'Select the task',
  close: 'Close, or select nothing',
} as const;

export const REAUTHENTICATION = {
  title: 'Is it you?',
  lead: 'This can’t be done by a session that was left open. Show that it is you.',
  goOn: 'Go on',
} as const;
