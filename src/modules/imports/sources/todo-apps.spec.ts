import { expect, it } from 'vitest';
import { at, contentOf, type SourceFile } from '../../../../test/support/source-files.ts';
import { ImportFile } from '../import-file.js';
import { ImportPreview } from '../import-preview.js';
import { TODO_APPS } from './todo-apps.js';

const FILES: SourceFile[] = [
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

it.each(FILES)('a file of $source comes in whole', async (file) => {
  const preview = await new ImportPreview().read(contentOf(file), new ImportFile(1_000_000), {}, 'UTC');
  expect(preview).toMatchObject({ source: file.source, tasks: file.tasks, refusals: [] });
});

it('each of the to-do lists is tried', () => {
  expect(FILES.map(({ source }) => source)).toEqual(TODO_APPS.map(({ name }) => name));
});
