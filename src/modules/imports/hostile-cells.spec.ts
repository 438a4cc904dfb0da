import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { ImportFile } from './import-file.js';
import { ImportPreview } from './import-preview.js';
import { COLUMN_FIELDS } from './sources/source.js';
import { namesOf } from './values/assignees.js';

const LENGTH = 100_000;
const long = (part: string): string => part.repeat(LENGTH / part.length);

/** Texts that take minutes where the time to read a cell grows with the square of its length. */
const TEXTS: [what: string, text: string][] = [
  ['blanks', `a${long(' ')}b`],
  ['line breaks', `a${long('\n')}b`],
  ['digits', long('1')],
  ['a date and blanks', `1/2/2026 1${long(' ')}x`],
  ['brackets', long('([<')],
  ['addresses', long('(https://')],
  ['quotes', long('"')],
  ['quotes and commas', long('",')],
  ['semicolons', long('1;')],
  ['labels', Array.from({ length: LENGTH / 8 }, (_, i) => `@${i}`).join(' ')],
  ['a list of labels', JSON.stringify(Array.from({ length: LENGTH / 10 }, (_, i) => `${i}`))],
];

function preview(csv: string, mapping?: object) {
  const options = mapping ? { mapping: JSON.stringify(mapping) } : {};
  return new ImportPreview().read(
    Readable.from([Buffer.from(csv)]),
    new ImportFile(1_000_000),
    options,
    'UTC',
  );
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

describe.each(TEXTS)('a cell full of %s is read in no time', (_what, text) => {
  it.each(COLUMN_FIELDS.filter((field) => field !== 'title'))('as %s', async (field) => {
    const { tasks, refusals } = await preview(`What,Else\nA,${quoted(text)}\n`, {
      columns: { What: 'title', Else: field },
    });
    expect(tasks.length + refusals.length).toBe(1);
  });

  it('as title, also of a product that has labels in it', async () => {
    const plain = await preview(`What,Else\n${quoted(text)},A\n`, { columns: { What: 'title' } });
    expect(plain.tasks.length + plain.refusals.length).toBe(1);
    const { source } = await preview(`TYPE,CONTENT\ntask,${quoted(text)}\n`);
    expect(source).toBe('todoist');
  });

  it('as the name of a column, of a label and of an assignee', async () => {
    expect((await preview(`title,${quoted(text)}\nA,b\n`)).tasks).toHaveLength(1);
    const board = await preview(`Card ID,Card Name,Labels\n1,A,${quoted(text)}\n`);
    expect(board.tasks).toHaveLength(1);
    expect(namesOf(text)).toEqual([]);
  });
});
