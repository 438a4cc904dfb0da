import { expect, it } from 'vitest';
import { at, contentOf, endOf, type SourceFile } from '../../../../test/support/source-files.ts';
import { ImportFile } from '../import-file.js';
import { ImportPreview } from '../import-preview.js';
import { TRACKERS } from './trackers.js';

const FILES: SourceFile[] = [
  {
    source: 'jira',
    lines: [
      'Summary,Issue key,Status,Priority,Assignee,Created,Due date,Labels,Labels,Comment,Comment',
      'Mend it,Q-1,In Progress,Highest,Bea,27/Sep/26 9:00 AM,30/Sep/26 12:00 AM,x,y,20/Sep/26 9:00 AM;bea;At 9;30,',
    ],
    tasks: [
      {
        title: 'Mend it',
        status: 'IN_PROGRESS',
        priority: 'URGENT',
        labels: ['x', 'y'],
        createdAt: at('2026-09-27T09:00:00'),
        dueAt: at('2026-09-30T00:00:00'),
        comments: ['bea, 20/Sep/26 9:00 AM:\nAt 9;30'],
        sourceId: 'Q-1',
      },
    ],
  },
  {
    source: 'linear',
    lines: [
      'ID,Team,Title,Description,Status,Estimate,Priority,Project,Assignee,Labels,Cycle Number,Created,Completed,Due Date',
      'E-3,Eng,Ship,,Done,3,No priority,Core,bea@example.org,Bug,,2026-08-01T10:00:00.000Z,2026-08-02T09:00:00.000Z,',
    ],
    tasks: [
      {
        title: 'Ship',
        status: 'COMPLETED',
        priority: 'NONE',
        project: 'Core',
        completedAt: at('2026-08-02T09:00:00.000'),
      },
    ],
  },
  {
    source: 'plane',
    lines: [
      'ID,Project,Name,Description,State,Start Date,Target Date,Priority,Created By,Assignee,Labels,Cycle Name,Cycle Start Date,Cycle End Date,Module Name,Module Start Date,Module Target Date,Created At,Updated At,Completed At,Archived At',
      '"CORE-4","Core","Cache pages","With a clock","In Progress","","Fri, 20 Mar 2026","urgent","Ann Ash","Bea Bell","speed, cache","","","","","","","Sun, 01 Mar 2026 09:00:00 UTC+0000","","",""',
    ],
    tasks: [
      {
        title: 'Cache pages',
        status: 'IN_PROGRESS',
        priority: 'URGENT',
        project: 'Core',
        assignee: 'Bea Bell',
        labels: ['speed', 'cache'],
        dueAt: endOf('2026-03-20'),
        createdAt: at('2026-03-01T09:00:00'),
      },
    ],
  },
  {
    source: 'github',
    lines: [
      'number,title,state,labels,assignees,createdAt,closedAt,url',
      '13,Docs,CLOSED,docs,,2026-01-06T10:00:00Z,2026-02-01T10:00:00Z,https://x/13',
    ],
    tasks: [{ title: 'Docs', status: 'COMPLETED', labels: ['docs'], completedAt: at('2026-02-01T10:00:00') }],
  },
  {
    source: 'gitlab',
    lines: [
      'Issue ID,URL,Title,State,Description,Assignee,Assignee Username,Due Date,Created At (UTC),Closed At (UTC),Labels',
      '1,http://x/1,First,Open,,Bea B,bea,2026-06-28,2026-01-17 10:36:26,,"A,B"',
    ],
    tasks: [{ title: 'First', status: 'CREATED', labels: ['A', 'B'], createdAt: at('2026-01-17T10:36:26') }],
  },
  {
    source: 'redmine',
    lines: [
      '#,Project,Tracker,Parent task,Status,Priority,Subject,Author,Assignee,Updated,Category,Target version,Start date,Due date,Estimated time,% Done,Created,Closed,Private,Description',
      '71,Depot,Bug,,Feedback,Immediate,Gate jams,Ann Ash,Bea Bell,03/04/2026 08:00 AM,Gates,,03/01/2026,03/20/2026,,40,03/01/2026 09:30 AM,,No,"Since\nMonday"',
      '72,Depot,Task,,Rejected,Low,Repaint,Ann Ash,,,,,,,,0,03/01/2026 09:30 AM,03/02/2026 01:00 PM,No,',
    ],
    tasks: [
      {
        title: 'Gate jams',
        status: 'IN_PROGRESS',
        priority: 'URGENT',
        project: 'Depot',
        assignee: 'Bea Bell',
        labels: ['Gates'],
        dueAt: endOf('2026-03-20'),
        createdAt: at('2026-03-01T09:30:00'),
        description: expect.stringMatching(/^Since\nMonday\n\n[^]*Tracker: Bug/) as never,
      },
      {
        title: 'Repaint',
        status: 'COMPLETED',
        priority: 'LOW',
        completedAt: at('2026-03-02T13:00:00'),
        description: expect.stringContaining('Status: Rejected') as never,
      },
    ],
  },
  {
    source: 'openproject',
    lines: [
      'ID,Subject,Type,Status,Assignee,Accountable,Priority,Project,Category,Start date,Finish date,Created on,Updated on,Description',
      '31,Pour the slab,Task,On hold,Bea Bell,Ann Ash,Immediate,Villa,Concrete,2026-04-01,2026-04-20,2026-03-01T08:00:00Z,2026-03-02T08:00:00Z,C25',
    ],
    tasks: [
      {
        title: 'Pour the slab',
        status: 'CREATED',
        priority: 'URGENT',
        project: 'Villa',
        assignee: 'Bea Bell',
        labels: ['Concrete'],
        dueAt: endOf('2026-04-20'),
        createdAt: at('2026-03-01T08:00:00'),
        description: expect.stringMatching(/^C25\n\n[^]*Status: On hold/) as never,
      },
    ],
  },
  {
    source: 'azure-devops',
    lines: [
      'ID,Work Item Type,Title 1,Title 2,Assigned To,State,Priority,Tags,Created Date,Closed Date,Rev',
      '"8","Epic","Portal",,"Bea Bell <bea@example.org>","Active","2","web; core","2/3/2026 9:15:00 AM",,"4"',
      '"9","Task",,"Sign-in page",,"Removed","1",,"2/3/2026 9:20:00 AM","2/14/2026 5:00:00 PM","2"',
    ],
    tasks: [
      {
        title: 'Portal',
        status: 'IN_PROGRESS',
        priority: 'HIGH',
        assignee: 'Bea Bell <bea@example.org>',
        labels: ['web', 'core'],
        createdAt: at('2026-02-03T09:15:00'),
      },
      {
        title: 'Sign-in page',
        status: 'COMPLETED',
        priority: 'URGENT',
        completedAt: at('2026-02-14T17:00:00'),
        description: expect.stringContaining('State: Removed') as never,
      },
    ],
  },
  {
    source: 'pivotal',
    lines: [
      'Id,Title,Labels,Iteration,Iteration Start,Iteration End,Type,Estimate,Priority,Current State,Created at,Accepted at,Deadline,Requested By,Description,URL,Owned By,Owned By,Comment,Comment',
      '501,Zoom the map,"map, ui",3,"Mar 2, 2026","Mar 8, 2026",feature,2,p1 - High,delivered,"Mar 1, 2026",,"Mar 20, 2026",Ann Ash,By wheel,https://t.example/501,Bea Bell,Cy Cole,"Nice (Ann Ash - Mar 3, 2026)",',
      '502,Load tiles,,2,,,feature,1,,accepted,"Feb 1, 2026","Feb 9, 2026",,Ann Ash,,https://t.example/502,,,,',
    ],
    tasks: [
      {
        title: 'Zoom the map',
        status: 'IN_PROGRESS',
        priority: 'HIGH',
        assignee: 'Bea Bell',
        labels: ['map', 'ui'],
        dueAt: endOf('2026-03-20'),
        createdAt: at('2026-03-01T00:00:00'),
        comments: ['Nice (Ann Ash - Mar 3, 2026)'],
        sourceId: '501',
      },
      { title: 'Load tiles', status: 'COMPLETED', completedAt: at('2026-02-09T00:00:00') },
    ],
  },
  {
    source: 'shortcut',
    lines: [
      'id,name,type,requester,owners,description,is_completed,created_at,started_at,updated_at,moved_at,completed_at,estimate,is_blocked,is_a_blocker,due_date,labels,state,epic_id,epic,project_id,project,utc_offset,is_archived,team',
      '90,Sort lists,feature,ann@example.org,bea@example.org,By date,false,2026/03/01 09:00:00,2026/03/02 09:00:00,,,,2,false,false,2026/03/20 17:00:00,"lists;sort",In Development,7,Lists,3,App,00:00,false,Web',
      '91,Old bug,bug,ann@example.org,,,true,2026/02/01 09:00:00,,,,2026/02/02 10:00:00,,false,false,,,Deployed,,,3,App,00:00,false,Web',
    ],
    tasks: [
      {
        title: 'Sort lists',
        status: 'IN_PROGRESS',
        project: 'App',
        assignee: 'bea@example.org',
        labels: ['lists', 'sort'],
        dueAt: at('2026-03-20T17:00:00'),
        createdAt: at('2026-03-01T09:00:00'),
        sourceId: '90',
      },
      { title: 'Old bug', status: 'COMPLETED', completedAt: at('2026-02-02T10:00:00') },
    ],
  },
  {
    source: 'height',
    lines: [
      'Index,Name,Description,Status,Assignees,Lists,Created at,Completed at,Due date,Last activity',
      '17,Draw icons,In two sizes,In progress,bea@example.org,"Design, App",2026-03-01T09:00:00.000Z,,2026-03-20,2026-03-02T09:00:00.000Z',
    ],
    tasks: [
      {
        title: 'Draw icons',
        status: 'IN_PROGRESS',
        project: 'Design',
        assignee: 'bea@example.org',
        dueAt: endOf('2026-03-20'),
        createdAt: at('2026-03-01T09:00:00'),
        description: expect.stringContaining('Lists: Design, App') as never,
      },
    ],
  },
];

it.each(FILES)('a file of $source comes in whole', async (file) => {
  const preview = await new ImportPreview().read(contentOf(file), new ImportFile(1_000_000), {}, 'UTC');
  expect(preview).toMatchObject({ source: file.source, tasks: file.tasks, refusals: [] });
});

it('each of the trackers is tried', () => {
  expect(FILES.map(({ source }) => source)).toEqual(TRACKERS.map(({ name }) => name));
});
