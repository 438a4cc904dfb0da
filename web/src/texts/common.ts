import type {
  ActivityEntry,
  AdminOrganization,
  Plan,
  Role,
  TaskPriority,
  TaskStatus,
} from '../api/client.ts';

/** Every text that more than one place shows, so that a translation is a file. */
export const STATUS: Record<TaskStatus, string> = {
  CREATED: 'To do',
  IN_PROGRESS: 'In progress',
  COMPLETED: 'Done',
};

export const PRIORITY: Record<TaskPriority, string> = {
  NONE: 'No priority',
  LOW: 'Low',
  MEDIUM: 'Medium',
  HIGH: 'High',
  URGENT: 'Urgent',
};

export const SORTS = {
  '-createdAt': 'Newest first',
  createdAt: 'Oldest first',
  dueAt: 'Due first',
  '-priority': 'Most urgent first',
  '-updatedAt': 'Changed last',
  title: 'By title',
  relevance: 'Best match first',
} as const;

export const GROUPINGS = {
  status: 'By status',
  priority: 'By priority',
  assignee: 'By assignee',
  project: 'By project',
  due: 'By due date',
} as const;

export const DUE = {
  overdue: 'Overdue',
  today: 'Due today',
  week: 'Due within 7 days',
  none: 'No due date',
} as const;

/** The parts of a list by due date. */
export const DUE_GROUPS = {
  overdue: 'Overdue',
  today: 'Today',
  tomorrow: 'Tomorrow',
  week: 'Within 7 days',
  later: 'Later',
} as const;

/** What lists are filtered by. */
export const FILTERS = {
  status: 'Status',
  assignee: 'Assignee',
  priority: 'Priority',
  project: 'Project',
  label: 'Label',
  due: 'Due date',
  created: 'Created',
  completed: 'Done at',
} as const;

/** How the values of a filter are meant, by the part of the address that has them. */
export const OPERATORS = {
  status: 'is',
  notStatus: 'is not',
  label: 'one of',
  allLabels: 'all of',
  notLabel: 'none of',
} as const;

/** What a value is called that isn't there. */
export const NOTHING = { assignee: 'Nobody', project: 'No project', label: 'No label' } as const;

export const ROLE: Record<Role, string> = {
  OWNER: 'Owner',
  ADMIN: 'Admin',
  MEMBER: 'Member',
  VIEWER: 'Viewer',
};

export const PLAN: Record<Plan, string> = {
  FREE: 'Free',
  BASIC: 'Basic',
  PREMIUM: 'Premium',
  ENTERPRISE: 'Enterprise',
};

export const ORGANIZATION_STATUS: Record<AdminOrganization['status'], string> = {
  ACTIVE: 'Active',
  SUSPENDED: 'Suspended',
  DELETED: 'Deleted',
  PURGING: 'Being purged',
};

export type ChangeType = ActivityEntry['type'];

/** What changes are called, without what was changed. */
export const CHANGES: Record<ChangeType, string> = {
  'task.created': 'created',
  'task.updated': 'changed',
  'task.status-changed': 'moved',
  'task.deleted': 'deleted',
  'task.restored': 'restored',
  'comment.created': 'wrote',
  'comment.updated': 'edited',
  'comment.deleted': 'deleted',
  'attachment.created': 'attached',
  'attachment.deleted': 'removed',
  'project.created': 'created',
  'project.updated': 'changed',
  'project.deleted': 'deleted',
  'label.updated': 'changed',
  'label.deleted': 'removed',
  'webhook.created': 'created',
  'webhook.updated': 'changed',
  'webhook.secret-rotated': 'rotated the secret of',
  'webhook.deleted': 'deleted',
};

/** The types of changes, by what was changed. */
export const CHANGES_OF = {
  tasks: { label: 'Tasks', types: typesOf('task') },
  comments: { label: 'Comments', types: typesOf('comment') },
  files: { label: 'Files', types: typesOf('attachment') },
  projects: { label: 'Projects', types: typesOf('project') },
  webhooks: { label: 'Webhooks', types: typesOf('webhook') },
};

function typesOf(subject: ActivityEntry['subjectType']): ChangeType[] {
  return (Object.keys(CHANGES) as ChangeType[]).filter((type) => type.startsWith(`${subject}.`));
}
