import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import type { PreviewTaskDto } from '../dto/preview.dto.js';
import { ImportFile } from '../import-file.js';
import { ImportPreview } from '../import-preview.js';
import { SOURCES } from './sources.js';

interface Case {
  source: string;
  /** As the product writes them: the header, and the rows below. */
  lines: string[];
  tasks: Partial<PreviewTaskDto>[];
}

const at = (time: string): Date => new Date(`${time}Z`);
/** When a day ends on which a task is due. */
const endOf = (day: string): Date => at(`${day}T23:59:59.999`);

const BOARDS: Case[] = [
  {
    source: 'trello',
    lines: [
      'Card ID,Card Name,Card URL,Card Description,Labels,Members,Due Date,List ID,List Name,Board Name,Archived',
      'c7,Paint the gate,https://trello.example/c/7,Two coats,"Garden (green), Soon (red)",bea,2026-10-09T08:00:00.000Z,l1,Doing,Cottage,false',
      'c8,Old,,,,,,l2,To Do,Cottage,true',
    ],
    tasks: [
      {
        title: 'Paint the gate',
        description: 'Two coats\n\nCard URL: https://trello.example/c/7',
        labels: ['Garden', 'Soon'],
        status: 'IN_PROGRESS',
        project: 'Cottage',
        assignee: 'bea',
        dueAt: at('2026-10-09T08:00:00'),
        sourceId: 'c7',
      },
      { title: 'Old', status: 'COMPLETED' },
    ],
  },
  {
    source: 'asana',
    lines: [
      'Task ID,Created At,Completed At,Last Modified,Name,Section/Column,Assignee,Assignee Email,Start Date,Due Date,Tags,Notes,Projects,Parent task,Priority',
      '9,2026-01-01,2026-02-01,2026-02-01,Plan,Doing well,Bea,bea@example.org,,2026-02-03,"a,b",N,Site,,High',
    ],
    tasks: [
      {
        title: 'Plan',
        status: 'COMPLETED',
        priority: 'HIGH',
        project: 'Site',
        labels: ['a', 'b'],
        dueAt: endOf('2026-02-03'),
        createdAt: at('2026-01-01T00:00:00'),
        completedAt: at('2026-02-01T00:00:00'),
      },
    ],
  },
  {
    source: 'kanboard',
    lines: [
      'Task Id,Project,Status,Category,Swimlane,Column,Position,Color,Due date,Assignee Username,Title,Creation date,Completion date',
      '1,Home,Open,Walls,Default,Ready,1,Yellow,10/09/2026,bea,Paint,09/01/2026,',
      '2,Home,Closed,,Default,Done,2,Yellow,,,Buy,09/01/2026,09/02/2026',
    ],
    tasks: [
      { title: 'Paint', status: 'CREATED', labels: ['Walls'], assignee: 'bea', dueAt: endOf('2026-10-09') },
      { title: 'Buy', status: 'COMPLETED', completedAt: at('2026-09-02T00:00:00') },
    ],
  },
  {
    source: 'nextcloud-deck',
    lines: [
      'Card title\tDescription\tList name\tTags\tDue date\tCreated\tModified',
      '"Sow peas"\t"In rows"\t"In progress"\t"Garden, Spring"\t"2026-03-20T10:00:00+00:00"\t"2026-03-01T09:00:00+00:00"\t"2026-03-02T09:00:00+00:00"',
    ],
    tasks: [
      {
        title: 'Sow peas',
        description: 'In rows',
        status: 'IN_PROGRESS',
        labels: ['Garden', 'Spring'],
        dueAt: at('2026-03-20T10:00:00'),
        createdAt: at('2026-03-01T09:00:00'),
      },
    ],
  },
  {
    source: 'monday',
    lines: [
      'Spring fair',
      'Planning',
      'Name,Subitems,Owner,Status,Due Date,Priority,Tags,Timeline - Start,Timeline - End,Item ID (auto generated)',
      'Book the hall,,Bea Bell,Working on it,2026-05-02,High,fair,2026-04-01,,5501',
      'Print posters,,,Stuck,,Low,,,2026-05-09,5502',
    ],
    tasks: [
      {
        title: 'Book the hall',
        status: 'IN_PROGRESS',
        priority: 'HIGH',
        assignee: 'Bea Bell',
        labels: ['fair'],
        dueAt: endOf('2026-05-02'),
        sourceId: '5501',
      },
      { title: 'Print posters', status: 'IN_PROGRESS', dueAt: endOf('2026-05-09') },
    ],
  },
  {
    source: 'planner',
    lines: [
      'Task ID,Task Name,Bucket Name,Progress,Priority,Assigned To,Created By,Created Date,Start Date,Due Date,Is Recurring,Late,Completed Date,Completed By,Completed Checklist Items,Checklist Items,Labels,Description',
      'k1,Order desks,Office,In progress,Important,Bea Bell;Ann Ash,Ann Ash,03/02/2026,,03/14/2026,false,false,,,0/1,Measure,Furniture;Rooms,For two rooms',
      'k2,Paint,Office,Completed,Medium,,Ann Ash,03/02/2026,,,false,false,03/05/2026,Ann Ash,,,,',
    ],
    tasks: [
      {
        title: 'Order desks',
        status: 'IN_PROGRESS',
        priority: 'HIGH',
        assignee: 'Bea Bell, Ann Ash',
        labels: ['Furniture', 'Rooms'],
        dueAt: endOf('2026-03-14'),
        createdAt: at('2026-03-02T00:00:00'),
        description: expect.stringMatching(/^For two rooms\n\n[^]*Checklist Items: Measure/) as never,
        sourceId: 'k1',
      },
      {
        title: 'Paint',
        status: 'COMPLETED',
        priority: 'MEDIUM',
        completedAt: at('2026-03-05T00:00:00'),
      },
    ],
  },
  {
    source: 'notion',
    lines: ['Name,Assign,Status,Due,Tags', 'Write,Bea,In progress,"January 5, 2026","a, b"'],
    tasks: [{ title: 'Write', status: 'IN_PROGRESS', labels: ['a', 'b'], dueAt: endOf('2026-01-05') }],
  },
  {
    source: 'teamwork',
    lines: [
      'Tasklist,Task,Description,Assigned to,Start date,Due date,Priority,Estimated time,Tags,Status',
      'Opening,Hang the sign,With screws,bea@example.org,,2026-04-05,High,,outside,Active',
      'Opening,Buy screws,,,,,None,,,Completed',
    ],
    tasks: [
      {
        title: 'Hang the sign',
        description: expect.stringContaining('With screws') as never,
        status: 'IN_PROGRESS',
        priority: 'HIGH',
        assignee: 'bea@example.org',
        labels: ['outside'],
        dueAt: endOf('2026-04-05'),
      },
      { title: 'Buy screws', status: 'COMPLETED', priority: 'NONE' },
    ],
  },
  {
    source: 'wrike',
    lines: [
      'Key,Folder,Title,Status,Priority,Assigned To,Start Date,End Date,Duration,Description,Custom Status',
      'w1,Kitchen,Fit the oven,Active,High,bea@example.org,06/01/2026,06/15/2026,,Gas,In Progress',
      'w2,Kitchen,Tile,Completed,Normal,,,,,,Completed',
    ],
    tasks: [
      {
        title: 'Fit the oven',
        status: 'IN_PROGRESS',
        priority: 'HIGH',
        project: 'Kitchen',
        assignee: 'bea@example.org',
        dueAt: endOf('2026-06-15'),
        sourceId: 'w1',
      },
      { title: 'Tile', status: 'COMPLETED', priority: 'MEDIUM' },
    ],
  },
  {
    source: 'basecamp',
    lines: [
      'Project,To-do list,To-do,Notes,Assigned to,Due on,Created at,Completed at',
      'Fair,Stage,Rent lamps,Eight of them,Bea Bell,2026-07-01,2026-06-01,',
      'Fair,Stage,Rent a stage,,,,2026-06-01,2026-06-03',
    ],
    tasks: [
      {
        title: 'Rent lamps',
        description: expect.stringContaining('Eight of them') as never,
        status: 'CREATED',
        project: 'Fair',
        assignee: 'Bea Bell',
        dueAt: endOf('2026-07-01'),
      },
      { title: 'Rent a stage', status: 'COMPLETED', completedAt: at('2026-06-03T00:00:00') },
    ],
  },
];

const TRACKERS: Case[] = [
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

const TODO_APPS: Case[] = [
  {
    source: 'todoist',
    lines: [
      'TYPE,CONTENT,DESCRIPTION,PRIORITY,INDENT,AUTHOR,RESPONSIBLE,DATE,DATE_LANG,TIMEZONE',
      'section,Home,,,,,,,,',
      'task,Buy tea @shop,One box,1,1,Bea (7),,tomorrow,en,Europe/Berlin',
      'note,Green,,,,,,,,',
      ',,,,,,,,,',
    ],
    tasks: [
      {
        title: 'Buy tea',
        labels: ['shop'],
        priority: 'URGENT',
        comments: ['Green'],
        dueAt: null,
        description: 'One box\n\nDATE: tomorrow\nSection: Home\nAUTHOR: Bea (7)',
      },
    ],
  },
  {
    source: 'clickup',
    lines: [
      'Task Type,Task ID,Task Custom ID,Task Name,Task Content,Status,Date Created,Date Created Text,Due Date,Due Date Text,Start Date,Start Date Text,Parent ID,Attachments,Assignees,Tags,Priority,List Name,Folder Name/Path,Space Name,Time Estimated,Time Estimated Text,Checklists,Comments,Assigned Comments,Time Spent,Time Spent Text,Rolled Up Time',
      'Task,a1b2,,Call the vet,About the cat,in progress,1772355600000,"3/1/2026, 9:00:00 AM GMT+0",1774000800000,"3/20/2026",,,null,[],"[Bea Bell]","[cat,home]",2,Pets,hidden,Private,,,{},"[{""text"":""Before noon"",""by"":""ann@example.org"",""date"":""3/2/2026""}]",[],,,',
      'Task,a1b3,,Feed the cat,,complete,1772355600000,,,,,,null,[],[],[],null,Pets,hidden,Private,,,{},[],[],,,',
    ],
    tasks: [
      {
        title: 'Call the vet',
        status: 'IN_PROGRESS',
        priority: 'HIGH',
        project: 'Pets',
        assignee: 'Bea Bell',
        labels: ['cat', 'home'],
        dueAt: at('2026-03-20T10:00:00'),
        createdAt: at('2026-03-01T09:00:00'),
        comments: ['ann@example.org, 3/2/2026:\nBefore noon'],
        sourceId: 'a1b2',
      },
      { title: 'Feed the cat', status: 'COMPLETED', priority: 'NONE', labels: [], comments: [] },
    ],
  },
  {
    source: 'ticktick',
    lines: [
      '"Date: 2026-03-08+0000"',
      '"Version: 7.1"',
      '"Status: \n0 Normal\n1 Completed\n2 Archived"',
      '"Folder Name","List Name","Title","Kind","Tags","Content","Is Check list","Start Date","Due Date","Reminder","Repeat","Priority","Status","Created Time","Completed Time","Order","Timezone","Is All Day","Is Floating","Column Name","Column Order","View Mode","taskId","parentId"',
      '"Own","Garden","Sow peas","TEXT","spring, food","In rows","N","","2026-03-20T10:00:00+0000","","","5","0","2026-03-01T09:00:00+0000","","-1","Europe/Berlin","false","false","","","list","1",""',
      '"","Garden","Buy seed","TEXT","","","N","","","","","0","2","2026-02-01T09:00:00+0000","2026-02-02T09:00:00+0000","-2","Europe/Berlin","false","false","","","list","2",""',
    ],
    tasks: [
      {
        title: 'Sow peas',
        status: 'CREATED',
        priority: 'HIGH',
        project: 'Garden',
        labels: ['spring', 'food'],
        dueAt: at('2026-03-20T10:00:00'),
        createdAt: at('2026-03-01T09:00:00'),
        description: expect.stringMatching(/^In rows/) as never,
      },
      {
        title: 'Buy seed',
        status: 'COMPLETED',
        priority: 'NONE',
        completedAt: at('2026-02-02T09:00:00'),
      },
    ],
  },
  {
    source: 'google-tasks',
    lines: [
      'tasklist,id,title,notes,status,due,completed,updated',
      'Errands,MTIz,Post the letter,To Ann,needsAction,2026-03-20T00:00:00.000Z,,2026-03-01T09:00:00.000Z',
      'Errands,MTI0,Buy stamps,,completed,,2026-03-02T09:00:00.000Z,2026-03-02T09:00:00.000Z',
    ],
    tasks: [
      {
        title: 'Post the letter',
        description: 'To Ann',
        status: 'CREATED',
        project: 'Errands',
        dueAt: at('2026-03-20T00:00:00'),
        sourceId: 'MTIz',
      },
      { title: 'Buy stamps', status: 'COMPLETED', completedAt: at('2026-03-02T09:00:00') },
    ],
  },
];

const CASES = [...BOARDS, ...TRACKERS, ...TODO_APPS];

it.each(CASES)('a file of $source comes in whole', async ({ source, lines, tasks }) => {
  const content = Readable.from([Buffer.from(`${lines.join('\n')}\n`)]);
  const preview = await new ImportPreview().read(content, new ImportFile(1_000_000), {}, 'UTC');
  expect(preview).toMatchObject({ source, tasks, refusals: [] });
});

it('is tried with each product that is known', () => {
  expect(CASES.map(({ source }) => source)).toEqual(SOURCES.map(({ name }) => name));
});
