import { expect, it } from 'vitest';
import type { LiveEvent } from '../../api/live.ts';
import { isAbout } from './related-events.ts';

const task = { id: 'own', parentId: 'parent', blockedBy: ['blocker'] };
const event = (subjectId: string, other = {}, changes = {}, subjectType = 'task') =>
  ({
    data: { subjectType, subjectId, task: { parentId: null, blockedBy: [], ...other }, changes },
  }) as unknown as LiveEvent;

it.each([
  ['the task', event('own'), true],
  ['its parent', event('parent'), true],
  ['a blocker', event('blocker'), true],
  ['a subtask', event('other', { parentId: 'own' }), true],
  ['what it blocks', event('other', { blockedBy: ['own'] }), true],
  ['what was a subtask', event('other', {}, { parentId: { from: 'own', to: null } }), true],
  ['what it blocked', event('other', {}, { blockedBy: { from: ['own'], to: [] } }), true],
  ['another task', event('other', { parentId: 'parent', blockedBy: ['blocker'] }), false],
  ['a comment', event('own', {}, {}, 'comment'), false],
])('reads relatives again after a change of %s', (_what, changed, expected) => {
  expect(isAbout(changed, task)).toBe(expected);
});
