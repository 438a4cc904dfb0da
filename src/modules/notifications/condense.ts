import type { NewNotification, NotificationKind } from './notification.js';

/** So many of a kind for one person at a time are told one by one; more become one that counts them. */
export const MOST_AT_A_TIME = 20;

/** What notifications of one person and kind have in common. */
export const keyOf = ({ userId, kind }: { userId: string; kind: NotificationKind }): string =>
  `${kind} ${userId}`;

/** @param growing the keys of those that count already: whatever comes joins them */
export function condense(notifications: NewNotification[], growing: ReadonlySet<string>): NewNotification[] {
  return [...Map.groupBy(notifications, keyOf)].flatMap(([key, group]) =>
    group.length > MOST_AT_A_TIME || growing.has(key) ? [summaryOf(group)] : group,
  );
}

function summaryOf(group: NewNotification[]): NewNotification {
  const last = group.at(-1) as NewNotification;
  const actors = new Set(group.map(({ actorId }) => actorId));
  return {
    ...last,
    taskId: null,
    cause: null,
    count: group.length,
    actorId: actors.size === 1 ? last.actorId : null,
  };
}
