import type { Cell } from '../files/csv-parser.js';
import {
  cellOf,
  commentsCell,
  groupedBy,
  isObject,
  type JsonObject,
  namesById,
  objectsIn,
} from './json-values.js';

/** The header of the rows of a board, by which they are recognised as Trello's. */
const HEADER = [
  'Card ID',
  'Card Name',
  'Card URL',
  'Card Description',
  'Labels',
  'Members',
  'Start Date',
  'Due Date',
  'Due Complete',
  'List Name',
  'Board Name',
  'Archived',
  'Created',
  'Checklists',
  'Attachments',
  'Custom Fields',
  'Comments',
];

/** Whether this is the JSON that Trello exports of a board. */
export const isTrelloBoard = (value: unknown): value is JsonObject =>
  isObject(value) && Array.isArray(value['cards']) && Array.isArray(value['lists']);

/** The cards of a board as rows. */
export function trelloRows(board: JsonObject): Cell[][] {
  const lists = new Map(objectsIn(board['lists']).map((list) => [list['id'], list]));
  const members = new Map(
    objectsIn(board['members']).map(({ id, username, fullName }) => [
      id,
      cellOf(username) ?? cellOf(fullName),
    ]),
  );
  const checklists = groupedBy(board['checklists'], 'idCard');
  const comments = Map.groupBy(
    objectsIn(board['actions']).filter(({ type }) => type === 'commentCard'),
    ({ data }) => (isObject(data) && isObject(data['card']) ? data['card']['id'] : undefined),
  );
  const customFields = new Map(objectsIn(board['customFields']).map((field) => [field['id'], field]));
  const rows = objectsIn(board['cards']).map((card) => {
    const list = lists.get(card['idList']);
    const isArchived = card['closed'] === true || list?.['closed'] === true;
    return [
      cellOf(card['id']),
      cellOf(card['name']),
      cellOf(card['shortUrl'] ?? card['url']),
      cellOf(card['desc']),
      labelsOf(card),
      cellOf(idsIn(card['idMembers']).map((id) => members.get(id) ?? id)),
      cellOf(card['start']),
      cellOf(card['due']),
      cellOf(card['dueComplete']),
      cellOf(list?.['name']),
      cellOf(board['name']),
      String(isArchived),
      createdAt(card['id']),
      checklistsText(checklists.get(card['id']) ?? objectsIn(card['checklists'])),
      attachmentsText(card),
      customFieldsText(card, customFields),
      commentsCell((comments.get(card['id']) ?? []).toReversed().map(commentOf)),
    ];
  });
  return [HEADER, ...rows];
}

const idsIn = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** Labels without a name are known by their colour. */
const labelsOf = (card: JsonObject): Cell =>
  cellOf(objectsIn(card['labels']).map(({ name, color }) => (name === '' ? color : (name ?? color))));

const commentOf = ({ data, memberCreator, date }: JsonObject) => ({
  text: isObject(data) ? data['text'] : undefined,
  by: isObject(memberCreator) ? cellOf(memberCreator['fullName'] ?? memberCreator['username']) : undefined,
  date,
});

/** Ids of Trello begin with the second in which they were made. */
function createdAt(id: unknown): Cell {
  if (typeof id !== 'string' || !/^[\da-f]{24}$/i.test(id)) return null;
  return new Date(Number.parseInt(id.slice(0, 8), 16) * 1000).toISOString();
}

function checklistsText(checklists: JsonObject[]): Cell {
  const texts = checklists.map((list) => {
    const items = objectsIn(list['checkItems']).toSorted((a, b) => Number(a['pos']) - Number(b['pos']));
    const lines = items.map(
      ({ name, state }) => `- [${state === 'complete' ? 'x' : ' '}] ${cellOf(name) ?? ''}`,
    );
    return [cellOf(list['name']) ?? 'Checklist', ...lines].join('\n');
  });
  return texts.join('\n') || null;
}

const attachmentsText = (card: JsonObject): Cell =>
  objectsIn(card['attachments'])
    .map(({ name, url }) => [cellOf(name), cellOf(url)].filter((part) => part !== null).join(' '))
    .join('\n') || null;

function customFieldsText(card: JsonObject, fields: ReadonlyMap<unknown, JsonObject>): Cell {
  const texts = objectsIn(card['customFieldItems']).flatMap(({ idCustomField, idValue, value }) => {
    const field = fields.get(idCustomField);
    const option = namesById(
      objectsIn(field?.['options']).map(({ id, value: shown }) => ({
        id,
        name: isObject(shown) ? shown['text'] : shown,
      })),
    ).get(idValue);
    const shown = option ?? (isObject(value) ? cellOf(Object.values(value)[0]) : null);
    return shown === null || shown === undefined ? [] : [`${cellOf(field?.['name']) ?? 'Field'}: ${shown}`];
  });
  return texts.join('\n') || null;
}
