import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useRef, useState } from 'react';
import { reverseOf } from './changes.ts';
import { api, read, type Task } from '../../api/client.ts';
import { useDraft } from '../../api/drafts.ts';
import { newIdempotencyKey } from '../../api/idempotency-key.ts';
import { isCode } from '../../api/problem.ts';
import { queries } from '../../api/queries.ts';
import { RELATED } from '../../texts/task.ts';
import { notifyDone, notifyError } from '../../ui/notify.tsx';
import { StatusSign } from '../../ui/signs.tsx';
import { useLegalMoves } from './use-legal-moves.ts';
import { showTask } from './queries.ts';
import { RelatedTask } from './related-task.tsx';
import { RefusalWithReason } from './refusal-with-reason.tsx';
import { readRelativesAgain, subtaskList } from './related-queries.ts';
import css from './related.module.css';

interface Move {
  task: Task;
  to: Task['status'];
}

/** The subtasks of a task, how many of them are done, and a field for the next one while it is asked for. */
export function Subtasks({ task, isAdding, onDone }: { task: Task; isAdding: boolean; onDone: () => void }) {
  const list = useQuery(subtaskList(task.id));
  const total = list.data?.length ?? task.subtasks.total;
  const completed =
    list.data?.filter(({ status }) => status === 'COMPLETED').length ?? task.subtasks.completed;
  const legalMoves = useLegalMoves();
  const move = useMutation({
    mutationFn: ({ task: { id }, to }: Move) =>
      // Without a field, the change completes a task by all the steps that are left.
      read(
        api.PATCH('/tasks/{id}', {
          params: { path: { id } },
          body: to === 'COMPLETED' ? {} : { status: to },
        }),
      ),
    onMutate: ({ task: { id }, to }) =>
      queries.setQueryData(subtaskList(task.id).queryKey, (shown) =>
        shown?.map((one) => (one.id === id ? { ...one, status: to } : one)),
      ),
    onSuccess: (saved, { task: before }) => {
      showTask(saved);
      const { number, status } = saved;
      const back = reverseOf(before, { status }, legalMoves);
      notifyDone(
        status === 'COMPLETED' ? RELATED.completed(number) : RELATED.reopened(number),
        back && (() => move.mutate({ task: saved, to: before.status })),
      );
    },
    onError: notifyError,
    onSettled: (_saved, _error, { task: subtask }) => readRelativesAgain(task, subtask),
  });
  return (
    <section className={css['part']} aria-label={RELATED.subtasks}>
      <h3>
        {RELATED.subtasks}
        {total > 0 && (
          <>
            <span className={css['bar']} aria-hidden>
              <span style={{ width: `${(completed / total) * 100}%` }} />
            </span>
            <span className={css['progress']}>{RELATED.progress(completed, total)}</span>
          </>
        )}
      </h3>
      <ul style={{ minHeight: list.isPending ? total * ROW : undefined }} aria-busy={list.isLoading}>
        {list.data?.map((one) => (
          <RelatedTask key={one.id} task={one} onMove={(subtask, to) => move.mutate({ task: subtask, to })} />
        ))}
      </ul>
      {list.isError && <RefusalWithReason error={list.error} />}
      {isAdding && <NewSubtask parent={task} onDone={onDone} />}
    </section>
  );
}

/** Pixels of a row: what is being loaded takes the room that it will need. */
const ROW = 32;

interface Addition {
  title: string;
  /** The same for a repetition: where the answer was lost, it makes no second task. */
  key: string;
}

/** Enter adds a subtask, and the next one can be typed at once. Subtasks are of the project of their parent. */
function NewSubtask({ parent, onDone }: { parent: Task; onDone: () => void }): ReactNode {
  const [title, setTitle] = useDraft(`subtask of ${parent.number}`, '');
  const [pending, setPending] = useState<Addition[]>([]);
  const lost = useRef<Addition>(undefined);
  const create = useMutation({
    // One after the other, in the order in which they were typed.
    scope: { id: `subtasks of ${parent.number}` },
    mutationFn: ({ title: text, key }: Addition) =>
      read(
        api.POST('/tasks', {
          body: { title: text, parentId: parent.id, projectId: parent.projectId },
          headers: { 'idempotency-key': key },
        }),
      ),
    onSuccess: (added) => {
      showTask(added);
      queries.setQueryData(subtaskList(parent.id).queryKey, (shown = []) => [...shown, added]);
      readRelativesAgain(parent);
    },
    onError: (error, addition) => {
      setTitle((typed) => typed || addition.title);
      lost.current = isCode(error, 'unreachable') ? addition : undefined;
    },
    onSettled: (_added, _error, { key }) => setPending((all) => all.filter((one) => one.key !== key)),
  });
  const submit = (): void => {
    const text = title.trim();
    if (text === '') return;
    const key = lost.current?.title === text ? lost.current.key : newIdempotencyKey();
    const addition = { title: text, key };
    setPending((all) => [...all, addition]);
    setTitle('');
    create.mutate(addition);
  };
  return (
    <>
      <ul aria-hidden={pending.length === 0}>
        {pending.map(({ key, title: text }) => (
          <li key={key} className={`${css['task']} ${css['pending']}`} aria-busy="true">
            <span className={css['ring']}>
              <StatusSign status="CREATED" label={false} />
            </span>
            <span className={css['link']}>{text}</span>
          </li>
        ))}
      </ul>
      <div className={css['new']}>
        <StatusSign status="CREATED" label={false} />
        <input
          aria-label={RELATED.newSubtask}
          placeholder={RELATED.newSubtaskHint}
          maxLength={500}
          autoFocus
          value={title}
          onChange={({ currentTarget }) => setTitle(currentTarget.value)}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            if (event.key === 'Enter') submit();
            else if (event.key === 'Escape') onDone();
            else return;
            event.preventDefault();
          }}
        />
      </div>
      {create.isError && <RefusalWithReason error={create.error} />}
    </>
  );
}
