import { describe, expect, it } from 'vitest';
import { textTable } from './text-table.js';

describe('a table of text', () => {
  it('has numbers to the right, text to the left, and a dash for null', () => {
    expect(
      textTable(
        ['name', 'tasks', 'hours'],
        [
          ['Ada', 12, null],
          ['Charles', 3, 1.5],
        ],
      ),
    ).toEqual(['name     tasks  hours', 'Ada         12      -', 'Charles      3    1.5']);
  });

  it('cuts the first column to the width', () => {
    const lines = textTable(['name', 'tasks'], [['🚀'.repeat(100), 1]], 30);
    expect(lines[1]).toBe(`${'🚀'.repeat(22)}…      1`);
    expect(lines.every((line) => [...line].length <= 30)).toBe(true);
  });

  it('is its names when there are no rows', () => {
    expect(textTable(['name', 'tasks'], [])).toEqual(['name  tasks']);
  });
});
