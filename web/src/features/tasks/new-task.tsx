import { Button, Modal, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { api, read, type TaskChanges } from '../../api/client.ts';
import { type ApiError, toApiError } from '../../api/problem.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { useNames } from '../../api/organization.ts';
import { FieldButton } from './field-button.tsx';
import { showTask } from './queries.ts';
import rows from '../../ui/rows.module.css';
import css from './new-task.module.css';

const EMPTY = { title: '', description: '' };

/** Creates a task. What was typed stays until it is saved. */
export function NewTask({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const [texts, setTexts] = useState(EMPTY);
  const [fields, setFields] = useState<TaskChanges>({});
  const [refusal, setRefusal] = useState<ApiError>();
  const [isBusy, setBusy] = useState(false);
  // The same key for a repetition: a lost answer makes no second task.
  const key = useRef(crypto.randomUUID?.() ?? String(Math.random()));
  const client = useQueryClient();
  const names = useNames();

  const save = async (): Promise<void> => {
    setBusy(true);
    setRefusal(undefined);
    try {
      const { status: _status, ...rest } = fields;
      const body = { ...rest, title: texts.title, description: texts.description.trim() || null };
      const task = await read(api.POST('/tasks', { body, headers: { 'idempotency-key': key.current } }));
      showTask(task);
      void client.invalidateQueries({ queryKey: ['labels'] });
      notifyDone(`#${task.number} is created`);
      setTexts(EMPTY);
      setFields({});
      onClose();
    } catch (error) {
      setRefusal(toApiError(error));
    } finally {
      key.current = crypto.randomUUID?.() ?? String(Math.random());
      setBusy(false);
    }
  };
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
      title="New task"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form
        className={css['new']}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void save();
        }}
      >
        <Textarea
          label="Title"
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
            void save();
          }}
        />
        <Textarea
          label="Description"
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
              onPick={(changes) => setFields({ ...fields, ...changes })}
            />
          ))}
        </div>
        {refusal && Object.keys(refusal.fields).every((field) => !(field in texts)) && (
          <div role="alert" className={rows['refusal']}>
            {refusal.message}
          </div>
        )}
        <div className={css['end']}>
          <Button type="submit" loading={isBusy}>
            Create
          </Button>
        </div>
      </form>
    </Modal>
  );
}
