import { describe, expect, it, vi } from 'vitest';
import { describeProgress, MigrationProgress } from './migration-progress.js';
import { bar } from './progress-bar.js';

describe('describeProgress', () => {
  it.each([
    [{ migrated: 0, failed: 0, total: 10 }, 0, '0 of 10'],
    [{ migrated: 0, failed: 0, total: 10 }, 500, '0 of 10'],
    [{ migrated: 1000, failed: 0, total: 10_000 }, 4000, '1000 of 10000, 250/s, 36 s left'],
    [{ migrated: 999, failed: 1, total: 10_000 }, 4000, '1000 of 10000, 1 failed, 250/s, 36 s left'],
    [{ migrated: 10, failed: 0, total: 1000 }, 10_000, '10 of 1000, 1.0/s, 17 min left'],
    [{ migrated: 10, failed: 0, total: 10_000 }, 10_000, '10 of 10000, 1.0/s, 2.8 h left'],
    [{ migrated: 10, failed: 0, total: 10 }, 1000, '10 of 10, 10/s, 0 s left'],
  ])('%j after %i ms: %s', (progress, milliseconds, text) => {
    expect(describeProgress(progress, milliseconds)).toBe(text);
  });
});

describe('bar', () => {
  it.each([
    [0, '.'.repeat(30)],
    [0.5, '#'.repeat(15) + '.'.repeat(15)],
    [1, '#'.repeat(30)],
    [1.2, '#'.repeat(30)],
  ])('%f', (fraction, text) => {
    expect(bar(fraction)).toBe(`[${text}]`);
  });
});

describe('MigrationProgress', () => {
  function shown(isTTY: boolean): string[] {
    vi.useFakeTimers();
    const written: string[] = [];
    const output = {
      isTTY,
      write: (text: string) => written.push(text),
      clearLine: () => written.push('<clear>'),
      cursorTo: () => written.push('<start>'),
    } as unknown as NodeJS.WriteStream;
    const progress = new MigrationProgress(output);
    for (let migrated = 1; migrated <= 12; migrated++) {
      vi.advanceTimersByTime(1000);
      progress.progress({ migrated, failed: 0, total: 12 });
    }
    progress.line('Done');
    vi.useRealTimers();
    return written;
  }

  it('writes a line now and then where there is no terminal', () => {
    expect(shown(false)).toEqual(['5 of 12, 1.0/s, 7 s left\n', '10 of 12, 1.0/s, 2 s left\n', 'Done\n']);
  });

  it('draws a bar on a terminal, and takes it away for lines', () => {
    const written = shown(true);
    expect(written.filter((text) => text.startsWith('['))).toHaveLength(12);
    expect(written.slice(-3)).toEqual(['<clear>', '<start>', 'Done\n']);
  });
});
