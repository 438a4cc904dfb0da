import { expect, it } from 'vitest';
import { at, contentOf, endOf, type SourceFile } from '../../../../test/support/source-files.ts';
import type { PreviewDto } from '../dto/preview.dto.js';
import { CsvParser } from '../files/csv-parser.js';
import { ImportFile } from '../import-file.js';
import { ImportPreview } from '../import-preview.js';

/** Files of other versions, languages and kinds of what products export. */
const FILES: (SourceFile & { what: string })[] = [
  {
    what: 'Jira Server',
    source: 'jira',
    lines: [
      'Summary,Issue key,Issue id,Parent id,Issue Type,Status,Project key,Project name,Priority,Resolution,Assignee,Reporter,Created,Updated,Resolved,Fix Version/s,Component/s,Due Date,Votes,Labels,Labels,Description,Log Work,Original Estimate,Sprint,Custom field (Story Points),Comment',
      'Sign-in fails,OPS-7,10007,,Bug,Reopened,OPS,Operations,Critical,,bea,ann,05/Mar/25 3:15 PM,06/Mar/25 9:00 AM,,2.1,Web,20/Mar/25 12:00 AM,0,login,urgent,"Since ""2.0"",\nalways",,14400,Sprint 9,5,"05/Mar/25 4:00 PM;ann;Seen it; twice"',
    ],
    tasks: [
      {
        title: 'Sign-in fails',
        status: 'CREATED',
        priority: 'URGENT',
        project: 'Operations',
        assignee: 'bea',
        labels: ['login', 'urgent'],
        createdAt: at('2025-03-05T15:15:00'),
        dueAt: at('2025-03-20T00:00:00'),
        comments: ['ann, 05/Mar/25 4:00 PM:\nSeen it; twice'],
        description: expect.stringMatching(/^Since "2.0",\nalways\n\n[^]*Story Points\): 5/) as never,
      },
    ],
  },
  {
    what: 'Jira in German, as spreadsheets save it',
    source: 'unknown',
    lines: [
      'Zusammenfassung;Vorgangsschlüssel;Vorgangstyp;Status;Priorität;Zugewiesene Person;Autor;Erstellt;Fälligkeitsdatum;Stichwörter;Beschreibung',
      'Anmeldung klemmt;OPS-7;Fehler;In Arbeit;Hoch;Bea Bell;Ann Ash;05.03.2025 15:15;20.03.2025;web;Seit gestern',
    ],
    tasks: [
      {
        title: 'Anmeldung klemmt',
        status: 'IN_PROGRESS',
        priority: 'HIGH',
        assignee: 'Bea Bell',
        labels: ['web'],
        createdAt: at('2025-03-05T15:15:00'),
        dueAt: endOf('2025-03-20'),
        sourceId: expect.stringContaining('OPS-7') as never,
      },
    ],
  },
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
        description: expect.stringMatching(/^Ask:\n- the lift\n- the keys\n\n[^]*Rent a van[^]*Effort: 3/) as never,
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
      'Task,86a1,,Paint the door,"Blue,\ntwice",in progress,1741186800000,"3/5/2025, 3:00:00 PM GMT+0",1742428800000,"3/20/2025",,,null,"[{""title"":""a.png"",""url"":""https://x.example/a.png""}]","[Bea Bell,Ann Ash]","[home,spring]",2,House,Outside,Private,0,,"{""Steps"":[""Sand"",""Prime""]}","[{""text"":""Which blue?"",""by"":""ann@example.org"",""date"":""3/5/2025""}]",,0,,0,120',
    ],
    tasks: [
      {
        title: 'Paint the door',
        status: 'IN_PROGRESS',
        priority: 'HIGH',
        project: 'House',
        assignee: 'Bea Bell, Ann Ash',
        labels: ['home', 'spring'],
        createdAt: at('2025-03-05T15:00:00'),
        dueAt: at('2025-03-20T00:00:00'),
        comments: ['ann@example.org, 3/5/2025:\nWhich blue?'],
        description: expect.stringMatching(/^Blue,\ntwice\n\n[^]*a\.png[^]*Sand[^]*Budget \(currency\): 120/) as never,
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
    what: 'Redmine in German',
    source: 'redmine',
    lines: [
      '#;Projekt;Tracker;Übergeordnetes Ticket;Status;Priorität;Thema;Autor;Zugewiesen an;Aktualisiert;Kategorie;Zielversion;Beginn;Abgabedatum;Geschätzter Aufwand;% erledigt;Angelegt;Geschlossen;Privat;Beschreibung',
      '71;Lager;Fehler;;In Bearbeitung;Sofort;Tor klemmt;Ann Ash;Bea Bell;04.03.2025 08:00;Tore;;01.03.2025;20.03.2025;4,00;40;01.03.2025 09:30;;Nein;Seit Montag',
      '72;Lager;Aufgabe;71;Gelöst;Niedrig;Streichen;Ann Ash;;;;;;;;100;01.03.2025 09:30;02.03.2025 13:00;Nein;',
    ],
    tasks: [
      {
        title: 'Tor klemmt',
        status: 'IN_PROGRESS',
        priority: 'URGENT',
        project: 'Lager',
        assignee: 'Bea Bell',
        labels: ['Tore'],
        dueAt: endOf('2025-03-20'),
        createdAt: at('2025-03-01T09:30:00'),
        description: expect.stringMatching(/^Seit Montag\n\n[^]*% erledigt: 40/) as never,
      },
      {
        title: 'Streichen',
        status: 'COMPLETED',
        completedAt: at('2025-03-02T13:00:00'),
        description: expect.stringContaining('Übergeordnetes Ticket: 71') as never,
      },
    ],
  },
  {
    what: 'Azure DevOps with a tree of titles',
    source: 'azure-devops',
    lines: [
      'ID,Work Item Type,Title 1,Title 2,Title 3,Title 4,Assigned To,State,Tags,Effort',
      '1,Epic,Move,,,,,New,,',
      '2,Feature,,Office,,,Bea Bell <bea@example.org>,Active,a; b,',
      '3,Task,,,,Order desks,,Closed,,3',
    ],
    tasks: [
      { title: 'Move', status: 'CREATED' },
      {
        title: 'Office',
        status: 'IN_PROGRESS',
        labels: ['a', 'b'],
        assignee: 'Bea Bell <bea@example.org>',
        description: expect.stringContaining('Parent: Move') as never,
      },
      {
        title: 'Order desks',
        status: 'COMPLETED',
        description: expect.stringMatching(/Effort: 3\nParent: Office/) as never,
      },
    ],
  },
  {
    what: 'a GitHub project',
    source: 'github',
    lines: [
      'Title\tURL\tAssignees\tStatus\tLabels\tLinked pull requests\tMilestone\tRepository\tSize',
      'Crash at start\thttps://github.com/acme/app/issues/7\tbea, ann\tIn review\tbug, v2\thttps://github.com/acme/app/pull/8\t2.0\tacme/app\tL',
    ],
    tasks: [
      {
        title: 'Crash at start',
        status: 'IN_PROGRESS',
        assignee: 'bea, ann',
        labels: ['bug', 'v2'],
        project: 'acme/app',
        description: expect.stringMatching(/issues\/7[^]*pull\/8[^]*Milestone: 2.0[^]*Size: L/) as never,
      },
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
    what: 'Pivotal Tracker with tasks of stories',
    source: 'pivotal',
    lines: [
      'Id,Title,Labels,Iteration,Type,Estimate,Priority,Current State,Created at,Accepted at,Deadline,Requested By,Description,URL,Owned By,Owned By,Comment,Comment,Task,Task Status,Task,Task Status',
      '187,Pay by card,"shop, money",3,feature,2,p1 - High,started,"Mar 5, 2025",,"Mar 20, 2025",Ann Ash,As a guest,https://pt.example/187,Bea Bell,Cid Cole,"Which cards? (Ann Ash - Mar 5, 2025)",,Form,completed,Receipt,not completed',
    ],
    tasks: [
      {
        title: 'Pay by card',
        status: 'IN_PROGRESS',
        priority: 'HIGH',
        labels: ['shop', 'money'],
        assignee: 'Bea Bell',
        createdAt: at('2025-03-05T00:00:00'),
        dueAt: endOf('2025-03-20'),
        comments: ['Which cards? (Ann Ash - Mar 5, 2025)'],
        description: expect.stringMatching(/Task: Form[^]*Task Status: completed[^]*Task: Receipt/) as never,
      },
    ],
  },
  {
    what: 'Linear with the dates of JavaScript',
    source: 'linear',
    lines: [
      'ID,Team,Title,Description,Status,Estimate,Priority,Project ID,Project,Creator,Assignee,Labels,Cycle Number,Created,Updated,Completed,Canceled,Due Date,Parent issue',
      'E-1,Eng,Ship it,Body,Canceled,3,Urgent,,,ann@example.org,bea@example.org,"Bug, UX",4,Wed Mar 05 2025 10:00:00 GMT+0000 (GMT),Wed Mar 05 2025 10:00:00 GMT+0000 (GMT),,Thu Mar 06 2025 10:00:00 GMT+0000 (GMT),2025-03-20,E-0',
    ],
    tasks: [
      {
        title: 'Ship it',
        status: 'COMPLETED',
        priority: 'URGENT',
        labels: ['Bug', 'UX'],
        createdAt: at('2025-03-05T10:00:00'),
        completedAt: at('2025-03-06T10:00:00'),
        dueAt: endOf('2025-03-20'),
        description: expect.stringMatching(/^Body\n\n[^]*Canceled[^]*Parent issue: E-0/) as never,
      },
    ],
  },
  {
    what: 'Trello with all columns',
    source: 'trello',
    lines: [
      'Card ID,Card Name,Card URL,Card Description,Labels,Members,Due Date,Attachment Count,Attachment Links,Checklist Item Total Count,Checklist Item Completed Count,Vote Count,Comment Count,Last Activity Date,List ID,List Name,Board ID,Board Name,Archived,Start Date,Due Complete,Price',
      'c1,Order tiles,https://trello.com/c/1,"Bath, upstairs","Purchase (green_dark), (sky)",bea,2025-03-20T12:00:00.000Z,1,https://trello.com/a.pdf,2,1,0,0,2025-03-05,l1,To Do,b1,House,false,2025-03-01,true,42',
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
    what: 'Shortcut',
    source: 'shortcut',
    lines: [
      'id,name,type,requester,owners,description,is_completed,created_at,started_at,updated_at,moved_at,completed_at,estimate,external_ticket_count,external_tickets,is_blocked,is_a_blocker,due_date,labels,epic_labels,tasks,state,epic_id,epic,project_id,project,iteration_id,iteration,utc_offset,is_archived,team_id,team,epic_state',
      '45,Fast lists,feature,ann@example.org,bea@example.org;cid@example.org,Under 100 ms,FALSE,2025/03/05 10:00:00,,2025/03/06 10:00:00,2025/03/06 10:00:00,,3,0,,FALSE,FALSE,2025/03/20 00:00:00,speed;ui,,Measure [done],In Development,7,Speed,9,App,3,Sprint 3,+00:00,FALSE,t1,Web,in progress',
    ],
    tasks: [
      {
        title: 'Fast lists',
        status: 'IN_PROGRESS',
        project: 'App',
        assignee: 'bea@example.org, cid@example.org',
        labels: ['speed', 'ui'],
        createdAt: at('2025-03-05T10:00:00'),
        dueAt: at('2025-03-20T00:00:00'),
        description: expect.stringMatching(/^Under 100 ms\n\n[^]*estimate: 3[^]*Measure \[done\][^]*epic: Speed/) as never,
      },
    ],
  },
  {
    what: 'nobody knows, in French',
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
    what: 'nobody knows, with shares of what is done',
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

it.each(FILES)('of a file of $what, what has no place is in a description, or named as left out', async (file) => {
  const { mapping, tasks, leftOut, delimiter } = await previewOf(file);
  const descriptions = tasks.map(({ description }) => description).join('\n');
  const parser = new CsvParser(delimiter);
  const rows = [...parser.push(file.lines.join('\n')), ...parser.end()];
  const header = rows.findIndex(({ cells }) => cells.length === Object.keys(mapping.columns).length);
  const noted = Object.entries(mapping.columns).filter(([, field]) => field === 'note' || field === null);
  for (const [name, field] of noted) {
    const places = rows[header]?.cells.flatMap((cell, index) => (cell?.trim() === name ? [index] : [])) ?? [];
    const isEmpty = rows.slice(header + 1).every(({ cells }) => places.every((place) => !cells[place]?.trim()));
    if (field === null) expect(leftOut).toContain(name);
    else if (!isEmpty) expect(descriptions).toContain(`${name}: `);
  }
});
