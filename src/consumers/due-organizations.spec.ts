import { describe, expect, it } from 'vitest';
import { DueOrganizations } from './due-organizations.js';

const take = (due: DueOrganizations, delay: number): [at: number, ids: string[]] => {
  const at = due.nextAt;
  return [at, due.take(at, delay)];
};

describe('organizations without a delay', () => {
  it('are due together when they change at nearly the same time', () => {
    const due = new DueOrganizations();
    expect(due.add('acme', 1000.5, 0)).toBe(1250);
    expect(due.add('globex', 1200, 0)).toBe(1250);
    expect(due.add('initech', 1251, 0)).toBe(1500);
    expect(due.take(1249, 0)).toEqual([]);
    expect(take(due, 0)).toEqual([1250, ['acme', 'globex']]);
    expect(take(due, 0)).toEqual([1500, ['initech']]);
    expect(due.nextAt).toBe(Infinity);
  });

  it('are due once for all changes until then', () => {
    const due = new DueOrganizations();
    for (let at = 1001; at < 1250; at++) expect(due.add('acme', at, 0)).toBe(1250);
    expect(take(due, 0)).toEqual([1250, ['acme']]);
    expect(due.ids).toEqual([]);
  });
});

describe('organizations with a delay', () => {
  it('are due when their first change is as old as that', () => {
    const due = new DueOrganizations();
    due.add('acme', 5500, 10_000);
    expect(due.take(15_500, 10_000)).toEqual([]);
    expect(take(due, 10_000)).toEqual([16_000, ['acme']]);
    expect(due.nextAt).toBe(Infinity);
  });

  it('are due once more for changes that are too young, all of which are old enough then', () => {
    const due = new DueOrganizations();
    for (let at = 5500; at < 15_000; at += 100) due.add('acme', at, 10_000);
    expect(take(due, 10_000)).toEqual([16_000, ['acme']]);
    expect(take(due, 10_000)).toEqual([25_000, ['acme']]);
    expect(due.nextAt).toBe(Infinity);
  });

  it('are due once in each delay while they change all the time', () => {
    const due = new DueOrganizations();
    const taken: number[] = [];
    for (let now = 0; now < 100_000; now += 50) {
      due.add('acme', now, 10_000);
      if (due.take(now, 10_000).length > 0) taken.push(now);
    }
    expect(taken).toEqual([10_000, 20_000, 30_000, 40_000, 50_000, 60_000, 70_000, 80_000, 90_000]);
  });
});

it('forgets an organization', () => {
  const due = new DueOrganizations();
  due.add('acme', 1, 0);
  expect(due.ids).toEqual(['acme']);
  due.delete('acme');
  expect(due.ids).toEqual([]);
  expect(due.nextAt).toBe(Infinity);
});
