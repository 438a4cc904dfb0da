import { plural } from './language.ts';

export const PROJECTS = {
  create: 'Create a project',
  new: 'New project',
  empty: 'No projects yet',
  emptyForManagers:
    'A project holds tasks together, and shows how far they are. Press N to create the first one.',
  allArchived: 'All projects are archived',
  archived: (count: number) => plural(count, { one: '# archived project', other: '# archived projects' }),
  emptyForOthers: 'Owners and admins create projects. Those that you can put tasks into are listed here.',
} as const;

export const PROJECT = {
  change: (name: string) => `Change ${name}`,
  createProject: 'Create project',
  more: (name: string) => `More about ${name}`,
  edit: 'Rename or describe',
  archive: 'Archive',
  archiveHint: 'It takes no new tasks, and pickers leave it out',
  unarchive: 'Take out of the archive',
  isArchived: (name: string) => `${name} is archived; its tasks are still there`,
  isUnarchived: (name: string) => `${name} takes tasks again`,
  delete: 'Delete the project',
  noTasks: 'No tasks yet',
  progress: (name: string) => `${name}: done`,
  open: (count: number) => plural(count, { other: '# open' }),
  done: (count: number) => plural(count, { other: '# done' }),
  overdue: (count: number) => plural(count, { other: '# overdue' }),
} as const;

export const PROJECT_DELETION = {
  label: (name: string) => `Delete ${name}`,
  confirm: (name: string) => `Type “${name}” to delete it`,
  final: 'This can’t be undone.',
  finalWithTasks: (count: number) =>
    plural(count, {
      one: 'Its task stays, without a project. This can’t be undone.',
      other: 'Its # tasks stay, without a project. This can’t be undone.',
    }),
  done: (name: string) => `${name} is deleted; its tasks are still there`,
} as const;
