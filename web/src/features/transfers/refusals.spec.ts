import { describe, expect, it } from 'vitest';
import { toCsv } from './refusals.ts';

describe('refused rows as CSV', () => {
  it('quotes what has commas, quotes and line ends', () => {
    const csv = toCsv([{ line: 3, field: 'title', reason: 'a "b", c\nd', value: null, proposal: null }]);
    expect(csv).toBe('line,column,reason\r\n3,title,"a ""b"", c\nd"\r\n');
  });

  it('has no cell that a spreadsheet runs', () => {
    expect(toCsv([{ line: 1, field: null, reason: '=1+1', value: null, proposal: null }])).toBe(
      "line,column,reason\r\n1,,'=1+1\r\n",
    );
  });
});
