import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import { isRisky, isRiskySql } from '#app/common/formula.js';
import { exportedCsv } from '../support/exports.ts';
import { imported, tasksOf } from '../support/imports.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, superuser } = await createTestApp();

const INVISIBLE = /[\p{White_Space}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u;

it('PostgreSQL and the importer agree about which text is risky', async () => {
  const characters = Array.from({ length: 0x20000 }, (_, code) => code)
    .concat(Array.from({ length: 0x2000 }, (_, index) => 0xe0000 + index))
    .filter((code) => code > 0 && (code < 0xd800 || code > 0xdfff))
    .map((code) => String.fromCodePoint(code))
    .filter((character) => INVISIBLE.test(character) || (character.codePointAt(0) as number) % 97 === 0);
  const texts = [...'=+-@＝＋－＠﹦﹢﹣﹫\t\r\n\'"', ...characters].flatMap((start) =>
    ['', '=1', '\u200b＠', 'x', "'"].map((rest) => start + rest),
  );
  const { rows } = await superuser.query<{ text: string; risky: boolean }>(
    `SELECT text, ${isRiskySql('text')} AS risky FROM unnest($1::text[]) text`,
    [texts],
  );
  expect(rows.length).toBeGreaterThan(20_000);
  expect(rows.filter(({ text, risky }) => risky !== isRisky(text))).toEqual([]);
});

const RISKY = [
  '=1+1',
  '\n=1',
  '\n',
  '\r\n+1',
  ' =1',
  '   \t @SUM(A1)',
  '\u00a0-1',
  '\u3000=1',
  '\u200b=1',
  '\ufeff=1',
  '\u0001=1',
  '\u001f\u007f+1',
  '\u2066\u202e@x',
  '＝1',
  '＋1',
  '－1',
  '＠x',
  ' ＝1',
  '﹦1',
  "'",
  "''",
  "'=1",
  "'plain",
  "'\u200b=1",
];
const HARMLESS = ['plain', ' plain', '1=1', '"=1"', '\u200b', '\u3000x', '(=1)', '、＝'];

it('marks risky text once, and takes exactly that mark off again', async () => {
  const [from, to] = [await api.newOwner(), await api.newOwner()];
  const descriptions = [...RISKY, ...HARMLESS];
  // Titles, names and labels are trimmed of blanks, but not of what only shows nothing; they need something that does.
  const titles = descriptions.map((text) => text.replace(/^[\s\u200b]*$/, '').trim() || 'x');
  const labels = titles.map((text) => text.replace(/[\r\n]/g, ''));
  for (const [index, description] of descriptions.entries()) {
    const task = { title: titles[index], description, labels: [labels[index], 'b'] };
    await from.post('/tasks', task).expect(201);
  }
  const { csv } = await exportedCsv(from, { columns: ['title', 'description', 'labels'] });
  const rows: Record<string, string>[] = parse(csv, { columns: true, record_delimiter: '\r\n' });
  for (const cell of rows.flatMap((row) => Object.values(row)))
    expect(isRisky(cell) ? cell.slice(0, 1) : '').toMatch(/^'?$/);
  expect(rows.map(({ description }) => description)).toEqual([
    ...RISKY.map((text) => `'${text}`),
    ...HARMLESS,
  ]);
  expect(await imported(to, csv)).toMatchObject({ accepted: descriptions.length, refused: 0 });
  const seen = (tasks: Record<string, unknown>[]) =>
    tasks.map(({ title, description, labels: all }) => ({ title, description, all }));
  expect(seen(await tasksOf(to))).toEqual(seen(await tasksOf(from)));
});
