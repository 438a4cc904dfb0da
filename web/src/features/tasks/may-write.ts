import type { Task } from '../../api/client.ts';
import { LIST } from '../../texts/tasks.ts';
import { useMay, useMe } from '../../api/organization.ts';

/** Who may change a task: admins all of them, members those that they created or are assigned to. */
export function useMayWrite(): {
  /** Whether there is any task that the role may change. */
  canUpdate: boolean;
  update: (task: Task) => boolean;
  remove: (task: Task) => boolean;
  /** Who changes what isn't one's own, as a sentence. */
  reason: string;
} {
  const may = useMay();
  const me = useMe()?.user.id;
  const isOwn = ({ creatorId, assigneeId }: Task): boolean =>
    me !== undefined && [creatorId, assigneeId].includes(me);
  const canUpdate = may('task:update');
  return {
    canUpdate,
    reason: canUpdate ? LIST.ownOnly : LIST.readOnly,
    update: (task) => canUpdate && (may('task:update-any') || isOwn(task)),
    remove: (task) => may('task:delete') && (may('task:delete-any') || isOwn(task)),
  };
}
