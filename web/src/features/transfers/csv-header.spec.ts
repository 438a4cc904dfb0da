import { describe, expect, it } from 'vitest';
import { namesIn, namesOfColumns } from './csv-header.ts';

describe('the names of the columns of a file', () => {
  it.each([
    ['Topic,State\nA,B', ['Topic', 'State']],
    ['Topic;State, then;More\r\nA;B;C', ['Topic', 'State, then', 'More']],
    ['\n\n"A ""quoted"" one",\tB , ,B\nx', ['A "quoted" one', 'B']],
    ['"over\ntwo lines",b\n', ['over\ntwo lines', 'b']],
    ['alone', ['alone']],
    ['', []],
  ])('%j', (text, names) => {
    expect(namesIn(text)).toEqual(names);
  });

  it.each([
    ['UTF-8 with a mark', Buffer.from('\uFEFFGröße,b')],
    ['UTF-16', Buffer.from('\uFEFFGröße,b', 'utf16le')],
    ['Windows-1252', Buffer.from('Größe,b', 'latin1')],
  ])('in %s', async (_encoding, bytes) => {
    expect(await namesOfColumns(new Blob([bytes]))).toEqual(['Größe', 'b']);
  });
});
