import type { NewNotification, NotificationKind } from './notification.js';

/** How many notifications of a kind for one user are stored one by one at a time; more become a digest. */
export const MAX_SINGLE_NOTIFICATIONS = 20;

/** The key under which notifications become one digest: their user and kind. */
export const keyOf = ({ userId, kind }: { userId: string; kind: NotificationKind }): string =>
  `${kind} ${userId}`;

/**
 * Replaces many notifications of a kind for one user by a digest, which counts them.
 * @param open the keys of the open digests: every notification with such a key is added to it
 */
export function digest(notifications: NewNotification[], open: ReadonlySet<string>): NewNotification[] {
  return [...Map.groupBy(notifications, keyOf)].flatMap(([key, group]) =>
    group.length > MAX_SINGLE_NOTIFICATIONS || open.has(key) ? [digestOf(group)] : group,
  );
}

function digestOf(group: NewNotification[]): NewNotification {
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
