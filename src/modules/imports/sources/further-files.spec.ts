import { expect, it } from 'vitest';
import { missingNotes, type NamedFile } from '../../../../test/support/source-file-checks.ts';
import { at, contentOf, endOf, type SourceFile } from '../../../../test/support/source-files.ts';
import type { PreviewDto } from '../dto/preview.dto.js';
import { ImportFile } from '../import-file.js';
import { ImportPreview } from '../import-preview.js';

/** Files of other versions, languages and kinds of what boards and lists export. */
const FILES: NamedFile[] = [
  {
    what: 'Asana with subtasks',
    source: 'asana',
    lines: [
      'Task ID,Created At,Completed At,Last Modified,Name,Section/Column,Assignee,Assignee Email,Start Date,Due Date,Tags,Notes,Projects,Parent task,Blocked By (Dependencies),Blocking (Dependencies),Effort',
      '120,2025-03-01,,2025-03-02,Plan the move,Doing,Bea Bell,bea@example.org,2025-03-03,2025-03-20,"office,move","Ask:\n- the lift\n- the keys",Office,,Rent a van,,3',
      '121,2025-03-01,2025-03-04,2025-03-04,Pack books,,,,,,,,,Plan the move,,,',
    ],
    tasks: [
      {
        title: 'Plan the move',
        status: 'IN_PROGRESS',
        project: 'Office',
        labels: ['office', 'move'],
        assignee: 'Bea Bell',
        dueAt: endOf('2025-03-20'),
        description: expect.stringMatching(
          /^Ask:\n- the lift\n- the keys\n\n[^]*Rent a van[^]*Effort: 3/,
        ) as never,
      },
      {
        title: 'Pack books',
        status: 'COMPLETED',
        completedAt: at('2025-03-04T00:00:00'),
        description: expect.stringContaining('Parent task: Plan the move') as never,
      },
    ],
  },
  {
    what: 'ClickUp with columns of JSON',
    source: 'clickup',
    lines: [
      'Task Type,Task ID,Task Custom ID,Task Name,Task Content,Status,Date Created,Date Created Text,Due Date,Due Date Text,Start Date,Start Date Text,Parent ID,Attachments,Assignees,Tags,Priority,List Name,Folder Name/Path,Space Name,Time Estimated,Time Estimated Text,Checklists,Comments,Assigned Comments,Time Spent,Time Spent Text,Rolled Up Time,Budget (currency)',
      'Task,86a1,,Paint the fence,"Blue,\ntwice",in progress,1741186800000,"3/5/2025, 3:00:00 PM GMT+0",1742428800000,"3/20/2025",,,null,"[{""title"":""a.png"",""url"":""https://x.example/a.png""}]","[Bea Bell,Ann Ash]","[home,spring]",2,Villa,Outside,Private,0,,"{""Steps"":[""Sand"",""Prime""]}","[{""text"":""Which blue?"",""by"":""ann@example.org"",""date"":""3/5/2025""}]",,0,,0,120',
    ],
    tasks: [
      {
        title: 'Paint the fence',
        status: 'IN_PROGRESS',
        priority: 'HIGH',
        project: 'Villa',
        assignee: 'Bea Bell, Ann Ash',
        labels: ['home', 'spring'],
        createdAt: at('2025-03-05T15:00:00'),
        dueAt: at('2025-03-20T00:00:00'),
        comments: ['ann@example.org, 3/5/2025:\nWhich blue?'],
        description: expect.stringMatching(
          /^Blue,\ntwice\n\n[^]*a\.png[^]*Sand[^]*Budget \(currency\): 120/,
        ) as never,
      },
    ],
  },
  {
    what: 'Monday with groups and subitems',
    source: 'monday',
    lines: [
      'Spring fair,,,,,',
      'All that has to be done,,,,,',
      ',,,,,',
      'To do,,,,,',
      'Name,Subitems,Person,Status,Date,Item ID (auto generated)',
      'Book the hall,Ask,Bea Bell,Working on it,2025-03-20,11',
      'Subitems,Name,Owner,Status,Date,Item ID (auto generated)',
      ',Ask for the price,Ann Ash,Done,2025-03-10,12',
      'Print posters,,,,,13',
      ',,,,,',
      'Done,,,,,',
      'Name,Subitems,Person,Status,Date,Item ID (auto generated)',
      'Find a date,,Bea Bell,,2025-03-01,14',
    ],
    tasks: [
      {
        title: 'Book the hall',
        status: 'IN_PROGRESS',
        assignee: 'Bea Bell',
        dueAt: endOf('2025-03-20'),
        sourceId: '11',
      },
      {
        title: 'Ask for the price',
        status: 'COMPLETED',
        assignee: 'Ann Ash',
        dueAt: endOf('2025-03-10'),
        description: expect.stringContaining('Parent: Book the hall') as never,
        sourceId: '12',
      },
      { title: 'Print posters', status: 'CREATED', sourceId: '13' },
      { title: 'Find a date', status: 'COMPLETED', sourceId: '14' },
    ],
  },
  {
    what: 'Notion with ranges and relations',
    source: 'notion',
    lines: [
      'Task name,Status,Assignee,Due,Priority,Project,Sub-tasks,Tags',
      'Write the offer,In progress,Bea Bell,"March 3, 2025 → March 4, 2025",High,Site (https://www.notion.so/Site-1a2b),Draft (https://www.notion.so/Draft-3c4d),"text, offer"',
      'Call,Not started,,"March 5, 2025 2:00 PM (UTC) → 5:00 PM",,,,',
    ],
    tasks: [
      {
        title: 'Write the offer',
        status: 'IN_PROGRESS',
        priority: 'HIGH',
        project: 'Site',
        labels: ['text', 'offer'],
        dueAt: endOf('2025-03-04'),
        description: expect.stringContaining('Draft') as never,
      },
      { title: 'Call', status: 'CREATED', dueAt: at('2025-03-05T14:00:00') },
    ],
  },
  {
    what: 'TickTick with its lines before the header',
    source: 'ticktick',
    lines: [
      '"Date: 2025-03-05+0000"',
      '"Version: 7.1"',
      '"Status: \n0 Normal\n1 Completed\n2 Archived"',
      '"Folder Name","List Name","Title","Kind","Tags","Content","Is Check list","Start Date","Due Date","Reminder","Repeat","Priority","Status","Created Time","Completed Time","Order","Timezone","Is All Day","Is Floating","Column Name","Column Order","View Mode","taskId","parentId"',
      '"Private","Home","Water plants","TEXT","garden, daily","Both rooms","N","2025-03-06T08:00:00+0000","2025-03-06T08:00:00+0000","PT0S","FREQ=DAILY;INTERVAL=1","5","0","2025-03-01T10:00:00+0000","","-1","UTC","false","false","","","list","1",""',
      '"Private","Home","Buy soil","CHECKLIST","","▫20 l\n▪Pots","Y","","","","","1","2","2025-03-01T10:00:00+0000","2025-03-02T10:00:00+0000","-2","UTC","","false","","","list","2","1"',
    ],
    tasks: [
      {
        title: 'Water plants',
        status: 'CREATED',
        priority: 'HIGH',
        project: 'Home',
        labels: ['garden', 'daily'],
        dueAt: at('2025-03-06T08:00:00'),
        description: expect.stringMatching(/^Both rooms\n\n[^]*FREQ=DAILY/) as never,
      },
      {
        title: 'Buy soil',
        status: 'COMPLETED',
        priority: 'LOW',
        description: expect.stringContaining('▫20 l\n▪Pots') as never,
        completedAt: at('2025-03-02T10:00:00'),
      },
    ],
  },
  {
    what: 'Wrike with the older names',
    source: 'wrike',
    lines: [
      'Key,Parent Task,Folder,Title,Status,Importance,Assigned To,Start Date,Start Date Constraint,Duration,End Date,Time Spent,Depends On,Description',
      '4,,Kitchen,Fit the oven,In Review,High,"Bea Bell, Ann Ash",03/01/2025,,2d,03/15/2025,0:30,3FS,Gas',
    ],
    tasks: [
      {
        title: 'Fit the oven',
        status: 'IN_PROGRESS',
        priority: 'HIGH',
        project: 'Kitchen',
        assignee: 'Bea Bell, Ann Ash',
        dueAt: endOf('2025-03-15'),
        description: expect.stringMatching(/^Gas\n\n[^]*Duration: 2d[^]*Depends On: 3FS/) as never,
      },
    ],
  },
  {
    what: 'Trello with all columns',
    source: 'trello',
    lines: [
      'Card ID,Card Name,Card URL,Card Description,Labels,Members,Due Date,Attachment Count,Attachment Links,Checklist Item Total Count,Checklist Item Completed Count,Vote Count,Comment Count,Last Activity Date,List ID,List Name,Board ID,Board Name,Archived,Start Date,Due Complete,Price',
      'c1,Order tiles,https://trello.com/c/1,"Bath, upstairs","Purchase (green_dark), (sky)",bea,2025-03-20T12:00:00.000Z,1,https://trello.com/a.pdf,2,1,0,0,2025-03-05,l1,To Do,b1,Villa,false,2025-03-01,true,42',
    ],
    tasks: [
      {
        title: 'Order tiles',
        status: 'COMPLETED',
        labels: expect.arrayContaining(['Purchase']) as never,
        dueAt: at('2025-03-20T12:00:00'),
        description: expect.stringMatching(/^Bath, upstairs\n\n[^]*a\.pdf[^]*Price: 42/) as never,
      },
    ],
  },
  {
    what: 'no known product, in French',
    source: 'unknown',
    lines: [
      'Tâche;Description;Statut;Priorité;Échéance;Assigné à;Étiquettes;Budget',
      'Peindre;Deux couches;En cours;Haute;20/03/2025;Bea Bell;maison, printemps;120 €',
    ],
    tasks: [
      {
        title: 'Peindre',
        description: 'Deux couches\n\nBudget: 120 €',
        status: 'IN_PROGRESS',
        priority: 'HIGH',
        dueAt: endOf('2025-03-20'),
        assignee: 'Bea Bell',
        labels: ['maison', 'printemps'],
      },
    ],
  },
  {
    what: 'no known product, with shares of what is done',
    source: 'unknown',
    lines: [
      'Task name,Due date,% complete,Owner,Comments',
      'Order,1/31/2026,40%,bea@example.org,2',
      'Paint,1/31/2026,100%,,Twice',
    ],
    tasks: [
      {
        title: 'Order',
        status: 'CREATED',
        description: expect.stringMatching(/Comments: 2[^]*% complete: 40%/) as never,
        comments: [],
      },
      { title: 'Paint', status: 'COMPLETED', comments: ['Twice'] },
    ],
  },
  {
    what: 'Teamwork with progress',
    source: 'teamwork',
    lines: [
      'Task List,Task name,Due date,Progress,Tags,Date completed,Parent task',
      'Opening,Hang the sign,28/02/2025,50%,outside,,',
      'Opening,Buy screws,,100%,,27/02/2025,Hang the sign',
    ],
    tasks: [
      { title: 'Hang the sign', status: 'IN_PROGRESS', dueAt: endOf('2025-02-28') },
      { title: 'Buy screws', status: 'COMPLETED', completedAt: at('2025-02-27T00:00:00') },
    ],
  },
];

const previewOf = (file: SourceFile): Promise<PreviewDto> =>
  new ImportPreview().read(contentOf(file), new ImportFile(1_000_000), {}, 'UTC');

it.each(FILES)('a file of $what comes in whole', async (file) => {
  const { source, tasks, refusals } = await previewOf(file);
  expect({ source, refusals }).toEqual({ source: file.source, refusals: [] });
  expect(tasks).toMatchObject(file.tasks);
  expect(tasks).toHaveLength(file.tasks.length);
});

it.each(FILES)(
  'of a file of $what, what has no place is in a description, or left out by name',
  async (file) => {
    expect(missingNotes(file, await previewOf(file))).toEqual([]);
  },
);
