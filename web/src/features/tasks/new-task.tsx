import { Button, Modal, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ACTIONS } from '../../texts/common.ts';
import { api, read, type TaskChanges } from '../../api/client.ts';
import { useDraft } from '../../api/drafts.ts';
import { newIdempotencyKey } from '../../api/idempotency-key.ts';
import { isCode, toApiError } from '../../api/problem.ts';
import { NEW_TASK, TEXTS } from '../../texts/task.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { useNames } from '../../api/organization.ts';
import { withChanges } from './changes.ts';
import { FieldButton } from './field-button.tsx';
import { showTask } from './queries.ts';
import rows from '../../ui/rows.module.css';
import css from './new-task.module.css';

const EMPTY = { title: '', description: '' };
const NO_FIELDS: Omit<TaskChanges, 'status'> = {};

/** Creates a task. What was typed stays until it is saved. */
export function NewTask({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const [texts, setTexts] = useDraft('new task', EMPTY);
  const [fields, setFields] = useDraft('fields of a new task', NO_FIELDS);
  // The same for a repetition: where the answer was lost, it makes no second task.
  const [key, setKey] = useState(newIdempotencyKey);
  const client = useQueryClient();
  const names = useNames();

  const save = useMutation({
    mutationFn: () => {
      const body = { ...fields, title: texts.title, description: texts.description.trim() || null };
      return read(api.POST('/tasks', { body, headers: { 'idempotency-key': key } }));
    },
    onSuccess: (task) => {
      showTask(task);
      void client.invalidateQueries({ queryKey: ['labels'] });
      notifyDone(NEW_TASK.created(task.number));
      setTexts(EMPTY);
      setFields(NO_FIELDS);
      setKey(newIdempotencyKey);
      onClose();
    },
    onError: (error) => {
      if (!isCode(error, 'unreachable')) setKey(newIdempotencyKey);
    },
  });
  const submit = (): void => {
    if (!save.isPending) save.mutate();
  };
  const refusal = save.error ? toApiError(save.error) : undefined;
  const task = {
    priority: 'NONE' as const,
    assigneeId: null,
    projectId: null,
    labels: [],
    dueAt: null,
    ...fields,
  };

  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size={600}
      title={NEW_TASK.heading}
      closeButtonProps={{ 'aria-label': ACTIONS.close }}
    >
      <form
        className={css['new']}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
        onKeyDown={(event) => {
          if (event.defaultPrevented) return;
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit();
        }}
      >
        <Textarea
          label={TEXTS.title}
          autosize
          minRows={1}
          maxRows={5}
          data-autofocus
          value={texts.title}
          error={refusal?.fields['title']}
          onChange={({ currentTarget }) =>
            setTexts({ ...texts, title: currentTarget.value.replaceAll('\n', ' ') })
          }
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
            event.preventDefault();
            submit();
          }}
        />
        <Textarea
          label={TEXTS.description}
          autosize
          minRows={3}
          maxRows={14}
          value={texts.description}
          error={refusal?.fields['description']}
          onChange={({ currentTarget }) => setTexts({ ...texts, description: currentTarget.value })}
        />
        <div className={css['chips']}>
          {(['priority', 'assigneeId', 'projectId', 'labels', 'dueAt'] as const).map((field) => (
            <FieldButton
              key={field}
              field={field}
              task={task as never}
              names={names}
              onPick={(changes) => setFields(withChanges(fields, changes))}
            />
          ))}
        </div>
        {refusal && Object.keys(refusal.fields).every((field) => !(field in texts)) && (
          <div role="alert" className={rows['refusal']}>
            {refusal.message}
          </div>
        )}
        <div className={rows['end']}>
          <Button type="submit" loading={save.isPending}>
            {ACTIONS.create}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
