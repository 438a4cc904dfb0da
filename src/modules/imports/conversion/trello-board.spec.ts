import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { csvLine } from '../files/csv-writer.js';
import { ImportFile } from '../import-file.js';
import { ImportPreview } from '../import-preview.js';
import { rowsOfJson } from './json-rows.js';

/** What a preview makes of a file of JSON. */
function previewOf(value: unknown) {
  const csv = rowsOfJson(JSON.stringify(value))
    .map((row) => csvLine(row))
    .join('');
  const file = new ImportFile(1_000_000, 'utf-8', 'json');
  return new ImportPreview().read(Readable.from([Buffer.from(csv)]), file, {}, 'UTC');
}

describe('JSON of Trello', () => {
  const CARD = {
    id: '5f5e1000aaaaaaaaaaaaaaaa',
    name: 'Order tiles',
    desc: 'In white,\nfor the bath',
    closed: false,
    idList: 'l2',
    idMembers: ['m1', 'm9'],
    labels: [
      { name: 'Bath', color: 'green' },
      { name: '', color: 'red' },
    ],
    due: '2030-01-31T12:00:00.000Z',
    dueComplete: false,
    shortUrl: 'https://trello.com/c/x',
    attachments: [{ name: 'Plan', url: 'https://trello.com/plan.pdf' }],
    customFieldItems: [
      { idCustomField: 'f1', value: { number: '42' } },
      { idCustomField: 'f2', idValue: 'o1', value: null },
    ],
  };
  const BOARD = {
    name: 'Cottage',
    cards: [
      CARD,
      { ...CARD, id: '5f5e1001aaaaaaaaaaaaaaaa', name: 'Archived', closed: true, idList: 'l1' },
      { ...CARD, id: '5f5e1002aaaaaaaaaaaaaaaa', name: 'In an archived list', idList: 'l3' },
      { ...CARD, id: '5f5e1003aaaaaaaaaaaaaaaa', name: 'Done', dueComplete: true, idList: 'l1' },
    ],
    lists: [
      { id: 'l1', name: 'To Do', closed: false },
      { id: 'l2', name: 'Doing', closed: false },
      { id: 'l3', name: 'Old', closed: true },
    ],
    members: [{ id: 'm1', username: 'bea', fullName: 'Bea Bell' }],
    checklists: [
      {
        idCard: CARD.id,
        name: 'Steps',
        checkItems: [
          { name: 'Measure', state: 'complete', pos: 2 },
          { name: 'Ask', state: 'incomplete', pos: 1 },
        ],
      },
    ],
    customFields: [
      { id: 'f1', name: 'Price', type: 'number' },
      { id: 'f2', name: 'Shop', options: [{ id: 'o1', value: { text: 'Ann’s' } }] },
    ],
    actions: [
      {
        type: 'commentCard',
        date: '2020-09-14T10:00:00.000Z',
        memberCreator: { fullName: 'Ann' },
        data: { text: 'Second', card: { id: CARD.id } },
      },
      { type: 'updateCard', data: { card: { id: CARD.id } } },
      {
        type: 'commentCard',
        date: '2020-09-13T10:00:00.000Z',
        memberCreator: { fullName: 'Bea' },
        data: { text: 'First', card: { id: CARD.id } },
      },
    ],
  };

  it('of a board comes in whole', async () => {
    const { source, encoding, tasks, refusals, leftOut } = await previewOf(BOARD);
    expect({ source, encoding, refusals, leftOut }).toEqual({
      source: 'trello',
      encoding: 'json',
      refusals: [],
      leftOut: [],
    });
    expect(tasks).toMatchObject([
      {
        line: 2,
        title: 'Order tiles',
        description: expect.stringContaining('In white,\nfor the bath'),
        status: 'IN_PROGRESS',
        project: 'Cottage',
        assignee: 'bea, m9',
        labels: ['Bath', 'red'],
        dueAt: new Date('2030-01-31T12:00:00Z'),
        createdAt: new Date(0x5f5e1000 * 1000),
        sourceId: CARD.id,
        comments: ['Bea, 2020-09-13T10:00:00.000Z:\nFirst', 'Ann, 2020-09-14T10:00:00.000Z:\nSecond'],
      },
      { line: 3, title: 'Archived', status: 'COMPLETED' },
      { title: 'In an archived list', status: 'COMPLETED' },
      { title: 'Done', status: 'COMPLETED' },
    ]);
    for (const part of [
      '- [ ] Ask\n- [x] Measure',
      'https://trello.com/plan.pdf',
      'Price: 42',
      'Shop: Ann’s',
    ])
      expect(tasks[0]?.description).toContain(part);
  });

  it('may lack all but names', async () => {
    expect((await previewOf({ cards: [{ name: 'A' }, null, 7], lists: [] })).tasks).toMatchObject([
      { title: 'A', status: 'CREATED' },
    ]);
  });
});
