import { Button } from '@mantine/core';
import { api, read, type Task } from '../../api/client.ts';
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
    <Guarded
      title="Trash"
      permission="task:delete"
      why="Deleted tasks are listed here for those who may delete some."
    >
      <TextPage title="Trash">
        <p className={css['lead']}>A deleted task stays here for 30 days. After that it is gone for good.</p>
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
    { refresh: [KEY], done: ({ number }) => `#${number} is back`, onDone: showTask },
  );
  return (
    <Paged
      of={trash}
      label="Deleted tasks"
      empty={<Empty title="The trash is empty">What is deleted can be brought back from here.</Empty>}
    >
      {trash.list.map((task) => (
        <li key={task.id}>
          <StatusSign status={task.status} />
          <div className={css['main']}>
            <strong>
              #{task.number} {task.title}
            </strong>
            <div className={css['dim']}>
              Deleted <Time at={task.deletedAt}>{formatPast(task.deletedAt)}</Time>, gone for good on{' '}
              {formatDay(new Date(Date.parse(task.deletedAt) + RETENTION).toISOString())}
            </div>
          </div>
          {mayWrite.remove(task) && (
            <Button
              size="compact-sm"
              variant="default"
              loading={restore.isPending && restore.variables.id === task.id}
              onClick={() => restore.mutate(task)}
            >
              Restore
            </Button>
          )}
        </li>
      ))}
    </Paged>
  );
}
