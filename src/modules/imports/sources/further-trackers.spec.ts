import { expect, it } from 'vitest';
import { missingNotes, type NamedFile } from '../../../../test/support/source-file-checks.ts';
import { at, contentOf, endOf, type SourceFile } from '../../../../test/support/source-files.ts';
import type { PreviewDto } from '../dto/preview.dto.js';
import { ImportFile } from '../import-file.js';
import { ImportPreview } from '../import-preview.js';

/** Files of other versions, languages and kinds of what trackers export. */
const FILES: NamedFile[] = [
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
      // Of another file, which was put behind the first.
      'ID,Work Item Type,Title 1,Title 2,Title 3,Title 4,Assigned To,State,Tags,Effort',
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
        description: expect.stringMatching(
          /^Under 100 ms\n\n[^]*estimate: 3[^]*Measure \[done\][^]*epic: Speed/,
        ) as never,
      },
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
