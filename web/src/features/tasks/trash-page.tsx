import { Button } from '@mantine/core';
import { api, read, type Task } from '../../api/client.ts';
import { PAGES } from '../../texts/tasks.ts';
import { TRASH } from '../../texts/trash.ts';
import { useAction } from '../../ui/action.ts';
import { formatDay, formatPast } from '../../ui/format.ts';
import { Guarded } from '../../ui/guarded.tsx';
import { TextPage } from '../../ui/page.tsx';
import { Paged, usePaged } from '../../ui/paged.tsx';
import { StatusSign, Time } from '../../ui/signs.tsx';
import { Empty } from '../../ui/states.tsx';
import { useMayWrite } from './may-write.ts';
import { showTask } from './queries.ts';
import css from '../../ui/sections.module.css';

const KEY = ['tasks', 'trash'];
/** Milliseconds after which a deleted task is gone for good. */
const RETENTION = 30 * 86_400_000;

/** What was deleted and can still be brought back. */
export function TrashPage() {
  return (
    <Guarded title={PAGES.trash} permission="task:delete" why={TRASH.why}>
      <TextPage title={PAGES.trash}>
        <p className={css['lead']}>{TRASH.lead}</p>
        <Trash />
      </TextPage>
    </Guarded>
  );
}

function Trash() {
  const trash = usePaged(KEY, (page, signal) =>
    read(api.GET('/tasks/trash', { params: { query: { page, limit: 50 } }, signal })),
  );
  const mayWrite = useMayWrite();
  const restore = useAction(
    (task: Task) => read(api.POST('/tasks/{id}/restore', { params: { path: { id: task.id } } })),
    { refresh: [KEY], done: ({ number }) => TRASH.restored(number), onDone: showTask },
  );
  return (
    <Paged of={trash} label={TRASH.label} empty={<Empty title={TRASH.empty}>{TRASH.emptyHint}</Empty>}>
      {trash.list.map((task) => (
        <li key={task.id}>
          <StatusSign status={task.status} />
          <div className={css['main']}>
            <strong>
              #{task.number} {task.title}
            </strong>
            <div className={css['dim']}>
              {TRASH.deleted} <Time at={task.deletedAt}>{formatPast(task.deletedAt)}</Time>,{' '}
              {TRASH.goneOn(formatDay(new Date(Date.parse(task.deletedAt) + RETENTION).toISOString()))}
            </div>
          </div>
          {mayWrite.remove(task) && (
            <Button
              size="compact-sm"
              variant="default"
              loading={restore.isPending && restore.variables.id === task.id}
              onClick={() => restore.mutate(task)}
            >
              {TRASH.restore}
            </Button>
          )}
        </li>
      ))}
    </Paged>
  );
}
