import { expect, it } from 'vitest';
import type { UserPrincipal } from '../../context/principal.js';
import type { ChangeEntry } from './event-entry.js';
import { EventFilter, type EventInterest } from './event-filter.js';

const viewer: UserPrincipal = { userId: 'ada', organizationId: 'acme', role: 'VIEWER', sessionId: 's' };

const entry = (type: string): ChangeEntry => ({
  change: {
    sequence: 1,
    type,
    at: new Date(),
    actorId: null,
    requestId: null,
    subjectType: type.split('.')[0] as string,
    subjectId: 'x',
    changes: {},
  },
  context: { taskId: 't1', projectIds: new Set(['p1', 'p2']), userIds: new Set(['ada']) },
});

it.each<[EventInterest, string, boolean]>([
  [{}, 'task.created', true],
  [{ type: ['task.created'] }, 'task.created', true],
  [{ type: ['task.created'] }, 'task.deleted', false],
  [{ type: ['project.*', 'task.*'] }, 'task.deleted', true],
  [{ type: ['task.*'] }, 'task-list.created', false],
  [{ projectId: 'p2' }, 'task.created', true],
  [{ projectId: 'p3' }, 'task.created', false],
  [{ taskId: 't1' }, 'comment.created', true],
  [{ taskId: 't2' }, 'comment.created', false],
  [{ mine: true }, 'task.created', true],
  [{ mine: true, projectId: 'p3' }, 'task.created', false],
  [{ mine: false }, 'task.created', true],
])('with %j it decides about %s: %s', (interest, type, admits) => {
  expect(new EventFilter(viewer, interest).admits(entry(type))).toBe(admits);
});

it('shows types without a permission of their own to readers of the whole log', () => {
  const decide = (principal: UserPrincipal) => new EventFilter(principal, {}).admits(entry('secret.made'));
  expect(decide(viewer)).toBe(false);
  expect(decide({ ...viewer, role: 'ADMIN' })).toBe(true);
});
