import { Button, TextInput } from '@mantine/core';
import { LoopIcon } from '@radix-ui/react-icons';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, read, type Task, type TaskChanges } from '../../api/client.ts';
import { toApiError } from '../../api/problem.ts';
import { RECURRENCE } from '../../texts/recurrence.ts';
import { DONE } from '../../texts/task.ts';
import { fill } from '../../ui/fill.tsx';
import { formatDue, toDateInput } from '../../ui/format.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { OptionList } from '../../ui/option-list.tsx';
import { PopoverButton } from '../../ui/popover-button.tsx';
import { endOfDay } from './days.ts';
import { RefusalWithReason } from './refusal-with-reason.tsx';
import { showTask, taskActivity } from './queries.ts';
import { nextInSeries, readRelativesAgain, type SeriesStep } from './related-queries.ts';
import { offeredRules, ruleInWords } from '../../ui/rule-in-words.ts';
import { TaskLink } from './task-link.tsx';
import field from './field-button.module.css';
import css from './recurrence.module.css';

/** By which rule a task recurs; of one that was completed, which task goes on with the series. */
export function RecurrenceField({ task, isReadOnly }: { task: Task; isReadOnly: boolean }) {
  const { recurrence, dueAt, status } = task;
  const words = recurrence === null ? undefined : ruleInWords(recurrence, dueAt);
  const step = useSeriesStep(task);
  const shown = (
    <>
      <LoopIcon aria-hidden />
      <span className={words ? undefined : field['faint']}>{words ?? RECURRENCE.never}</span>
    </>
  );
  if (step && recurrence === null) return <NextInSeries task={task} step={step} />;
  // A rule has no effect on what is done already.
  if (isReadOnly || (status === 'COMPLETED' && recurrence === null))
    return <div className={`${field['value']} ${field['wrapping']}`}>{shown}</div>;
  return (
    <PopoverButton
      className={`${field['value']} ${field['wrapping']}`}
      aria-label={`${RECURRENCE.field}: ${words ?? RECURRENCE.never}`}
      aria-haspopup="dialog"
      content={(close) => <RulePicker task={task} onDone={close} />}
    >
      {shown}
    </PopoverButton>
  );
}

const NEVER = 'never';

function RulePicker({ task, onDone }: { task: Task; onDone: () => void }) {
  // The days of a rule follow the due date: a task without one gets it with the rule.
  const [first, setFirst] = useState(toDateInput(new Date().toISOString()));
  const [rule, setRule] = useState('');
  const dueAt = task.dueAt ?? endOfDay(first);
  const save = useMutation({
    mutationFn: (recurrence: string | null) => {
      const due = recurrence !== null && task.dueAt === null && { dueAt };
      const body: TaskChanges = { recurrence, ...due };
      return read(api.PATCH('/tasks/{id}', { params: { path: { id: task.id } }, body }));
    },
    onSuccess: (saved) => {
      showTask(saved);
      readRelativesAgain(saved);
      const words = saved.recurrence === null ? undefined : ruleInWords(saved.recurrence, saved.dueAt);
      notifyDone(`#${saved.number}: ${DONE.repeats(words)}`);
      onDone();
    },
  });
  const offered = offeredRules(dueAt);
  const isOther = task.recurrence !== null && !offered.includes(task.recurrence);
  const options = [...(isOther && task.recurrence ? [task.recurrence] : []), ...offered].map((one) => ({
    value: one,
    label: ruleInWords(one, dueAt),
  }));
  const typed = rule.trim();
  const error = save.error && toApiError(save.error);
  return (
    <div className={css['picker']}>
      {task.dueAt === null && (
        <label className={css['first']}>
          {RECURRENCE.first}
          <input
            type="date"
            value={first}
            onChange={({ currentTarget }) => currentTarget.value && setFirst(currentTarget.value)}
          />
        </label>
      )}
      <OptionList
        label={RECURRENCE.field}
        selected={[task.recurrence ?? NEVER]}
        options={[{ value: NEVER, label: RECURRENCE.never }, ...options]}
        onPick={(one) => {
          const next = one === NEVER ? null : one;
          if (next === task.recurrence) onDone();
          else save.mutate(next);
        }}
      />
      <form
        className={css['rule']}
        onSubmit={(event) => {
          event.preventDefault();
          if (typed && !save.isPending) save.mutate(typed);
        }}
      >
        <TextInput
          label={RECURRENCE.rule}
          placeholder={RECURRENCE.ruleHint}
          size="xs"
          maxLength={500}
          autoComplete="off"
          spellCheck={false}
          value={rule}
          onChange={({ currentTarget }) => {
            setRule(currentTarget.value);
            save.reset();
          }}
        />
        <Button type="submit" size="xs" variant="default" disabled={!typed} loading={save.isPending}>
          {RECURRENCE.set}
        </Button>
        <div className={css['words']}>
          {error ? <RefusalWithReason error={error} /> : typed && ruleInWords(typed, dueAt)}
        </div>
      </form>
    </div>
  );
}

/** The newest completion that passed the rule of a task on. */
function useSeriesStep({ number, completedAt }: Task): SeriesStep | undefined {
  const activity = useQuery({ ...taskActivity(number), enabled: completedAt !== null }).data?.data ?? [];
  const entry = activity.find(
    ({ changes }) => changes['status']?.to === 'COMPLETED' && typeof changes['recurrence']?.from === 'string',
  );
  return completedAt !== null && entry
    ? { at: entry.at, rule: String(entry.changes['recurrence']?.from) }
    : undefined;
}

function NextInSeries({ task, step }: { task: Task; step: SeriesStep }) {
  const { data: next, isPending } = useQuery(nextInSeries(task, step));
  return (
    <div className={`${field['value']} ${field['wrapping']}`}>
      <LoopIcon aria-hidden />
      {next ? (
        <span>
          {next.dueAt
            ? fill(RECURRENCE.nextDue, {
                task: <NextLink number={next.number} />,
                due: formatDue(next.dueAt),
              })
            : fill(RECURRENCE.next, { task: <NextLink number={next.number} /> })}
        </span>
      ) : (
        <span className={field['faint']}>{isPending ? '' : RECURRENCE.ended}</span>
      )}
    </div>
  );
}

const NextLink = ({ number }: { number: number }) => <TaskLink number={number}>#{number}</TaskLink>;
