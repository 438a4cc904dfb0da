import type { Role } from '../../context/principal.js';
import type { TaskPriority, TaskStatus } from '../tasks/task.js';

export const DEMO_PASSWORD = 'taskflow-demo';

export interface DemoUser {
  email: string;
  name: string;
  role: Role;
}

export interface DemoOrganization {
  name: string;
  slug: string;
  users: DemoUser[];
  tasks: [title: string, status: TaskStatus, priority: TaskPriority][];
}

const usersOf = (slug: string, names: Record<Role, string>): DemoUser[] =>
  Object.entries(names).map(([role, name]) => ({
    email: `${name.split(' ')[0]?.toLowerCase()}@${slug}.example`,
    name,
    role: role as Role,
  }));

export const DEMO_ORGANIZATIONS: DemoOrganization[] = [
  {
    name: 'Acme',
    slug: 'acme',
    users: usersOf('acme', {
      OWNER: 'Olivia Owner',
      ADMIN: 'Adam Admin',
      MEMBER: 'Mia Member',
      VIEWER: 'Victor Viewer',
    }),
    tasks: [
      ['Order the anvils', 'COMPLETED', 'HIGH'],
      ['Write the release notes for the rocket skates', 'IN_PROGRESS', 'HIGH'],
      ['Ask the coyote for a reference', 'CREATED', 'LOW'],
      ['Recall the jet-propelled pogo sticks', 'CREATED', 'URGENT'],
      ['Translate the manual: français, 日本語, Ελληνικά', 'IN_PROGRESS', 'MEDIUM'],
      ['Count the giant rubber bands', 'COMPLETED', 'NONE'],
      ['Plan the company outing', 'CREATED', 'NONE'],
    ],
  },
  {
    name: 'Globex',
    slug: 'globex',
    users: usersOf('globex', {
      OWNER: 'Oscar Owner',
      ADMIN: 'Ada Admin',
      MEMBER: 'Max Member',
      VIEWER: 'Vera Viewer',
    }),
    tasks: [
      ['Hire a new safety inspector', 'CREATED', 'HIGH'],
      ['Move the head office', 'IN_PROGRESS', 'MEDIUM'],
      ['Buy hammocks', 'COMPLETED', 'LOW'],
      ['Answer the letter from Springfield', 'CREATED', 'NONE'],
    ],
  },
];
