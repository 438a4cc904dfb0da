import { expect, it } from 'vitest';
import { at, contentOf, endOf, type SourceFile } from '../../../../test/support/source-files.ts';
import { ImportFile } from '../import-file.js';
import { ImportPreview } from '../import-preview.js';
import { BOARDS } from './boards.js';

const FILES: SourceFile[] = [
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

it.each(FILES)('a file of $source comes in whole', async (file) => {
  const preview = await new ImportPreview().read(contentOf(file), new ImportFile(1_000_000), {}, 'UTC');
  expect(preview).toMatchObject({ source: file.source, tasks: file.tasks, refusals: [] });
});

it('each of the boards is tried', () => {
  expect(FILES.map(({ source }) => source)).toEqual(BOARDS.map(({ name }) => name));
});
