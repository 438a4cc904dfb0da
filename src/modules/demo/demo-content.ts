import type { Role } from '../../context/principal.js';
import { ACME_TASKS } from './acme-tasks.js';
import type { DemoTask } from './demo-task.js';
import { GLOBEX_TASKS } from './globex-tasks.js';

export const DEMO_PASSWORD = 'taskflow-demo';

export interface DemoUser {
  email: string;
  /** Comments mention users by it. */
  username: string;
  name: string;
  role: Role;
}

export interface DemoOrganization {
  name: string;
  slug: string;
  users: DemoUser[];
  projects: [name: string, description: string][];
  tasks: DemoTask[];
  comments: [task: string, author: Role, body: string][];
  files: [task: string, author: Role, fileName: string, content: string | Buffer][];
}

const usersOf = (slug: string, names: Record<Role, string>): DemoUser[] =>
  Object.entries(names).map(([role, name]) => ({
    email: `${name.split(' ')[0]?.toLowerCase()}@${slug}.example`,
    username: name.toLowerCase().replace(' ', '.'),
    name,
    role: role as Role,
  }));

/** A bar chart. */
const CHART = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAHgAAABQAgMAAACv9VkaAAAADFBMVEX///87gr7cWjw8PDzp87+zAAAAOUlEQVR42mNg' +
    'GAX0BKtWLRhe0qGhASNOGiQ10NIgPCoND6mBkkbHI1wam9So9Kj0YJP+jxcM4vYDAF8ff3Zk9FkPAAAAAElFTkSuQmCC',
  'base64',
);

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
    projects: [
      ['Rocket skates 2.0', 'Lighter, with brakes that also work downhill.'],
      ['Spring catalogue', '64 pages, printed by the end of the month.'],
      ['Warehouse move', 'From the garage to the hall at the railway, without closing for a day.'],
      ['Customer support', 'What customers ask for, complain about and send back.'],
    ],
    tasks: ACME_TASKS,
    comments: [
      [
        'Run the brake test a second time',
        'MEMBER',
        'The first run stopped after 41 m. I try the harder pads.',
      ],
      [
        'Run the brake test a second time',
        'ADMIN',
        '@mia.member please note the temperature of the track, too.',
      ],
      [
        'Run the brake test a second time',
        'MEMBER',
        '28 m with the harder pads at 12 °C. The figures are attached.',
      ],
      ['Approve the final proof', 'ADMIN', '@olivia.owner the printer needs an answer by tomorrow noon.'],
      [
        'Investigate why parcels to Tucson come back',
        'MEMBER',
        'All eleven have the old postcode on the label.',
      ],
      ['Find a second supplier for igniters', 'ADMIN', 'Two offers so far; a third one comes on Monday.'],
      [
        'Find a second supplier for igniters',
        'OWNER',
        '@adam.admin take the one with the shorter notice, please.',
      ],
      [
        'Write the release notes for the rocket skates',
        'MEMBER',
        'The section on brakes waits for the second test.',
      ],
      ['Sell the old conveyor belt', 'ADMIN', 'A brewery is interested and sends a mechanic to see it.'],
    ],
    files: [
      [
        'Run the brake test a second time',
        'MEMBER',
        'brake-test.csv',
        'run,pads,metres\n1,soft,41\n2,hard,28\n3,hard,29\n',
      ],
      ['Report the figures of last month to the board', 'OWNER', 'orders-per-week.png', CHART],
      [
        'Plan the shifts for the moving weekend',
        'ADMIN',
        'shifts.txt',
        'Saturday: Adam, Mia\nSunday: Mia, Olivia\n',
      ],
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
    projects: [
      ['New head office', 'Five floors at the river for 140 people.'],
      ['Reactor safety', 'Everything that the inspectorate will ask about.'],
      ['Website relaunch', 'Faster, and usable without a mouse.'],
      ['Hiring', 'A safety inspector and two technicians.'],
    ],
    tasks: GLOBEX_TASKS,
    comments: [
      [
        'Prepare the visit of the inspectorate',
        'OWNER',
        '@ada.admin who keeps the list of the open findings?',
      ],
      ['Prepare the visit of the inspectorate', 'ADMIN', '@max.member does; six of nine are closed.'],
      ['Prepare the visit of the inspectorate', 'MEMBER', 'Seven now: filter 2 has been exchanged.'],
      ['Test the lift with full load', 'ADMIN', 'The fitter was ill. The new date is Thursday at nine.'],
      [
        'Try the backup of the website on another server',
        'MEMBER',
        'It starts, but the pictures are missing.',
      ],
      [
        'Renew the certificate of the crane driver',
        'ADMIN',
        '@oscar.owner without it the crane stands still from Friday.',
      ],
      ['Find a place for the parrots', 'MEMBER', 'The stairwell is too cold for them.'],
      ['Schedule the removal vans', 'ADMIN', 'Four vans on both days. The street has to be closed for them.'],
    ],
    files: [
      [
        'Prepare the visit of the inspectorate',
        'MEMBER',
        'findings.txt',
        '1 closed\n2 closed\n3 open: sirens\n4 closed\n',
      ],
      ['Read the radiation log of last week', 'MEMBER', 'dose-per-day.png', CHART],
      ['Schedule the removal vans', 'ADMIN', 'vans.csv', 'day,vans,floor\nSaturday,4,2\nSunday,4,3\n'],
    ],
  },
];
