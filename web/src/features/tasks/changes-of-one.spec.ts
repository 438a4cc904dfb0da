import { describe, expect, it } from 'vitest';
import type { Task } from '../../api/client.ts';
import { changesOfOne } from './changes-of-one.ts';

const task = (...labels: string[]) => ({ labels }) as Task;

describe('a choice of labels for many tasks', () => {
  const [one, other] = [task('old', 'shared'), task('shared')];
  const labelsFor = (chosen: string[]) =>
    [one, other].map((each) => changesOfOne(each, [one, other], { labels: chosen }).labels);

  it('adds a label to each, which keeps its own', () => {
    expect(labelsFor(['shared', 'new'])).toEqual([
      ['old', 'shared', 'new'],
      ['shared', 'new'],
    ]);
  });

  it('takes away only what all of them had', () => {
    expect(labelsFor([])).toEqual([['old'], []]);
  });

  it('is none where another field is chosen', () => {
    expect(changesOfOne(one, [one, other], { priority: 'HIGH' })).toEqual({ priority: 'HIGH' });
  });
});
