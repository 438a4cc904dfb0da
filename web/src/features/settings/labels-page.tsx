import { Button, TextInput } from '@mantine/core';
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api, read } from '../../api/client.ts';
import { readAll } from '../../api/organization.ts';
import { useAction } from '../../ui/action.ts';
import { useApiForm } from '../../ui/api-form.ts';
import { formatNumber } from '../../ui/format.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { Refusal, SureButton } from '../../ui/sections.tsx';
import { Empty, Failure } from '../../ui/states.tsx';
import { OrganizationPage } from './settings-pages.tsx';
import css from '../../ui/sections.module.css';

interface Label {
  name: string;
  taskCount: number;
}

/** All labels; those of the tasks' fields are the most used ones of them. */
const allLabels = queryOptions({
  queryKey: ['labels', 'all'],
  queryFn: ({ signal }) =>
    readAll<Label>((page) => read(api.GET('/labels', { params: { query: { page, limit: 100 } }, signal }))),
});

/** What shows labels: a change of one is a change of all tasks that have it. */
const SHOWN = [['labels'], ['tasks']];

const tasksOf = (count: number): string => `${formatNumber(count)} ${count === 1 ? 'task' : 'tasks'}`;

export function LabelsPage() {
  return (
    <OrganizationPage
      title="Labels"
      permission="task:update-any"
      what="Labels are renamed, merged and removed by owners and admins."
    >
      <p className={css['lead']}>
        A label is there as long as a task has it: new ones are made at the tasks. To rename one like another
        merges them.
      </p>
      <Labels />
    </OrganizationPage>
  );
}

function Labels() {
  const labels = useQuery(allLabels);
  const [renamed, setRenamed] = useState<string>();
  const remove = useAction(
    (name: string) => read(api.DELETE('/labels/{name}', { params: { path: { name } } })),
    { refresh: SHOWN, done: (name) => `No task is labelled ${name} any more` },
  );
  if (labels.isError) return <Failure error={labels.error} reset={() => void labels.refetch()} />;
  const list = labels.data ?? [];
  if (list.length === 0 && !labels.isPending)
    return <Empty title="No labels yet">Press L on a task to give it one.</Empty>;
  return (
    <ul className={css['rows']} aria-busy={labels.isPending} aria-label="Labels">
      {list.map(({ name, taskCount }) => (
        <li key={name}>
          {renamed === name ? (
            <Rename name={name} labels={list} onClose={() => setRenamed(undefined)} />
          ) : (
            <>
              <div className={css['main']}>
                <Link to="/tasks" search={{ allLabels: [name] }}>
                  {name}
                </Link>
                <div className={css['dim']}>{tasksOf(taskCount)}</div>
              </div>
              <Button
                size="compact-sm"
                variant="default"
                aria-label={`Rename ${name}`}
                onClick={() => setRenamed(name)}
              >
                Rename
              </Button>
              <SureButton
                label="Remove"
                question={`Take it off ${tasksOf(taskCount)}?`}
                isBusy={remove.isPending && remove.variables === name}
                onSure={() => remove.mutate(name)}
              />
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

/** A new name: one that there is already makes one label of the two. */
function Rename({ name, labels, onClose }: { name: string; labels: Label[]; onClose: () => void }) {
  const client = useQueryClient();
  const { form, submit, isBusy, refusal } = useApiForm({ name }, async (body) => {
    const label = await read(api.PATCH('/labels/{name}', { params: { path: { name } }, body }));
    await Promise.all(SHOWN.map((queryKey) => client.invalidateQueries({ queryKey })));
    notifyDone(`${name} is ${label.name} now, on ${tasksOf(label.taskCount)}`);
    onClose();
  });
  const typed = form.values.name.trim();
  const other = typed === name ? undefined : labels.find((label) => label.name === typed);
  return (
    <form className={css['whole']} onSubmit={submit} noValidate>
      <Refusal of={refusal} />
      <div className={css['inline']}>
        <TextInput
          aria-label={`New name of ${name}`}
          description={other && `There is a label ${typed}, on ${tasksOf(other.taskCount)}: they become one.`}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          autoComplete="off"
          autoFocus
          {...form.getInputProps('name')}
          onKeyDown={(event) => {
            if (event.key === 'Escape') onClose();
          }}
        />
        <Button type="submit" loading={isBusy} disabled={typed === '' || typed === name}>
          {other ? 'Merge' : 'Rename'}
        </Button>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
