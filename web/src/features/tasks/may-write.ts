import type { Task } from '../../api/client.ts';
import { useMay, useMe } from '../../api/organization.ts';

/** Who may change a task: admins all of them, members those that they created or are assigned to. */
export function useMayWrite(): { update: (task: Task) => boolean; remove: (task: Task) => boolean } {
  const may = useMay();
  const me = useMe()?.user.id;
  const isOwn = ({ creatorId, assigneeId }: Task): boolean =>
    me !== undefined && [creatorId, assigneeId].includes(me);
  return {
    update: (task) => may('task:update') && (may('task:update-any') || isOwn(task)),
    remove: (task) => may('task:delete') && (may('task:delete-any') || isOwn(task)),
  };
}
