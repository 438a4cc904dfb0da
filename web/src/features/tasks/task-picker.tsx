import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import type { Task } from '../../api/client.ts';
import { queries } from '../../api/queries.ts';
import { TASK_PICKER } from '../../texts/task.ts';
import { StatusSign } from '../../ui/signs.tsx';
import { RefusalWithReason } from './refusal-with-reason.tsx';
import { taskSearch } from './related-queries.ts';
import css from './task-picker.module.css';
import list from '../../ui/option-list.module.css';

/** Milliseconds without a key after which is searched. */
const PAUSE = 150;

interface Props {
  label: string;
  /** Ids of tasks that aren't offered. */
  without: string[];
  /** @throws ApiError, which is shown: the user may choose another one then */
  onPick: (task: Task) => Promise<unknown>;
  onDone: () => void;
}

/** Finds a task by its number or by words of it. */
export function TaskPicker({ label, without, onPick, onDone }: Props) {
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const options = useRef<HTMLDivElement>(null);
  const id = useId();
  const words = text.trim();
  const [asked] = useDebouncedValue(words, PAUSE);
  const found = useQuery({ ...taskSearch(asked), placeholderData: keepPreviousData });
  const isCurrent = asked === words && !found.isPlaceholderData && !found.isPending;
  const isOffered = (task: Task): boolean => !without.includes(task.id);
  const shown = (found.data ?? []).filter(isOffered);
  const current = Math.min(active, shown.length - 1);
  const pick = useMutation({ mutationFn: onPick, onSuccess: onDone });
  const take = (task?: Task): void => {
    if (task && !pick.isPending) pick.mutate(task);
  };
  useEffect(() => {
    options.current?.querySelector('[data-active]')?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  const takeFirst = async (): Promise<void> => {
    if (isCurrent) return take(shown[current]);
    // Enter comes before what was searched for: the first of that is meant.
    const tasks = await queries.fetchQuery(taskSearch(words)).catch(() => []);
    take(tasks.find(isOffered));
  };

  const press = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setActive((current + step + shown.length) % Math.max(1, shown.length));
    else if (event.key === 'Enter') void takeFirst();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const error = pick.error ?? found.error;

  return (
    <div className={`${list['root']} ${css['root']}`}>
      <input
        className={list['input']}
        role="combobox"
        aria-label={label}
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={current >= 0 ? `${id}-${current}` : undefined}
        placeholder={TASK_PICKER.hint}
        maxLength={200}
        value={text}
        data-autofocus
        autoFocus
        onChange={({ currentTarget }) => {
          setText(currentTarget.value);
          setActive(0);
          pick.reset();
        }}
        onKeyDown={press}
      />
      {error && <RefusalWithReason error={error} />}
      <div
        className={list['list']}
        role="listbox"
        id={id}
        aria-label={label}
        aria-busy={!isCurrent || pick.isPending}
        ref={options}
        tabIndex={-1}
      >
        {shown.map((task, index) => (
          <div
            key={task.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={false}
            data-active={index === current || undefined}
            className={list['option']}
            onPointerMove={() => setActive(index)}
            onClick={() => take(task)}
          >
            <StatusSign status={task.status} />
            <span className={css['number']}>#{task.number}</span>
            <span className={list['label']}>{task.title}</span>
          </div>
        ))}
        {shown.length === 0 && isCurrent && <div className={list['nothing']}>{TASK_PICKER.none}</div>}
      </div>
    </div>
  );
}
