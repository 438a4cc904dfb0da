import { Button, UnstyledButton } from '@mantine/core';
import { BellIcon, Cross2Icon } from '@radix-ui/react-icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { ACTIONS } from '../../texts/common.ts';
import { api, read, type Task } from '../../api/client.ts';
import { useMay } from '../../api/organization.ts';
import { REMINDERS } from '../../texts/task.ts';
import { formatDue } from '../../ui/format.ts';
import { notifyDone, notifyError } from '../../ui/notify.tsx';
import { PopoverButton } from '../../ui/popover-button.tsx';
import { Time } from '../../ui/signs.tsx';
import { atNine, inHours, toMomentInput } from './days.ts';
import { RefusalWithReason } from './refusal-with-reason.tsx';
import { reminderList } from './related-queries.ts';
import field from './field-button.module.css';
import fields from './fields.module.css';
import css from './reminders.module.css';

const time = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });

/** A day and the time of it, as the reader's calendar and clock have them. */
const formatMoment = (iso: string): string => REMINDERS.moment(formatDue(iso), time.format(new Date(iso)));

/** The reminders that the user has set for themselves: the next one, and behind it all of them. */
export function Reminders({ task }: { task: Task }) {
  const { data: reminders = [] } = useQuery(reminderList(task.number));
  const mayManage = useMay()('notification:manage');
  const [next] = reminders;
  const text = next ? formatMoment(next.remindAt) : REMINDERS.none;
  const more = reminders.length > 1 && REMINDERS.more(reminders.length - 1);
  const shown = (
    <>
      <BellIcon aria-hidden />
      <span className={next ? undefined : field['faint']}>
        {next ? <Time at={next.remindAt}>{text}</Time> : text}
      </span>
      {more && <span className={field['faint']}>{more}</span>}
    </>
  );
  if (!mayManage) return <div className={field['value']}>{shown}</div>;
  return (
    <PopoverButton
      className={field['value']}
      aria-label={[`${REMINDERS.field}: ${text}`, more].filter(Boolean).join(' ')}
      aria-haspopup="dialog"
      content={() => <ReminderList task={task} />}
    >
      {shown}
    </PopoverButton>
  );
}

function ReminderList({ task }: { task: Task }) {
  const query = reminderList(task.number);
  const { data: reminders = [] } = useQuery(query);
  const client = useQueryClient();
  const again = (): Promise<void> => client.invalidateQueries({ queryKey: query.queryKey });
  const [at, setAt] = useState(() => toMomentInput(atNine(1)));
  const input = useRef<HTMLInputElement>(null);
  const add = useMutation({
    mutationFn: (remindAt: string) =>
      read(api.POST('/tasks/{id}/reminders', { params: { path: { id: task.id } }, body: { remindAt } })),
    onSuccess: async ({ remindAt }) => {
      await again();
      notifyDone(REMINDERS.added(formatMoment(remindAt)));
    },
  });
  const remove = useMutation({
    mutationFn: (id: string) => read(api.DELETE('/reminders/{id}', { params: { path: { id } } })),
    onMutate: () => input.current?.focus(),
    onError: notifyError,
    onSettled: again,
  });
  const set = (moment: Date): void => {
    if (!add.isPending) add.mutate(moment.toISOString());
  };
  return (
    <div className={css['picker']}>
      {reminders.length > 0 && (
        <ul>
          {reminders.map(({ id, remindAt }) => (
            <li key={id}>
              <BellIcon aria-hidden />
              <Time at={remindAt}>{formatMoment(remindAt)}</Time>
              <UnstyledButton
                className={css['remove']}
                aria-label={REMINDERS.remove(formatMoment(remindAt))}
                onClick={() => remove.mutate(id)}
              >
                <Cross2Icon />
              </UnstyledButton>
            </li>
          ))}
        </ul>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (at) set(new Date(at));
        }}
      >
        <label>
          <span className="visually-hidden">{REMINDERS.at}</span>
          <input
            ref={input}
            type="datetime-local"
            required
            data-autofocus
            value={at}
            onChange={({ currentTarget }) => {
              setAt(currentTarget.value);
              add.reset();
            }}
          />
        </label>
        <Button type="submit" size="xs" variant="default" loading={add.isPending}>
          {ACTIONS.add}
        </Button>
      </form>
      {add.isError && <RefusalWithReason error={add.error} />}
      <div className={fields['presets']}>
        <button type="button" onClick={() => set(inHours(1))}>
          {REMINDERS.inAnHour}
        </button>
        <button type="button" onClick={() => set(atNine(1))}>
          {REMINDERS.tomorrow}
        </button>
        <button type="button" onClick={() => set(atNine(7))}>
          {REMINDERS.inAWeek}
        </button>
      </div>
    </div>
  );
}
