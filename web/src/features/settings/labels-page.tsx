import { Button, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api, type Label, read } from '../../api/client.ts';
import { labelsQuery } from '../../api/organization.ts';
import { ACTIONS, COUNTS } from '../../texts/common.ts';
import { LABELS } from '../../texts/settings.ts';
import { SETTINGS_TABS } from '../../texts/shell.ts';
import { useAction } from '../../ui/action.ts';
import { useApiForm } from '../../ui/api-form.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { Refusal, SureButton } from '../../ui/sections.tsx';
import { Empty, Failure } from '../../ui/states.tsx';
import { LabelColor } from './label-color.tsx';
import { OrganizationPage } from './settings-pages.tsx';
import css from '../../ui/sections.module.css';

/** What shows labels: a change of one is a change of all tasks that have it. */
const SHOWN = [['labels'], ['tasks'], ['views']];

export function LabelsPage() {
  return (
    <OrganizationPage title={SETTINGS_TABS.labels} permission="task:update-any" what={LABELS.why}>
      <p className={css['lead']}>{LABELS.lead}</p>
      <Labels />
    </OrganizationPage>
  );
}

function Labels() {
  const labels = useQuery(labelsQuery);
  const [renamed, setRenamed] = useState<string>();
  const remove = useAction(
    (name: string) => read(api.DELETE('/labels/{name}', { params: { path: { name } } })),
    { refresh: SHOWN, done: (name) => LABELS.removed(name) },
  );
  if (labels.isError) return <Failure error={labels.error} reset={() => void labels.refetch()} />;
  const list = labels.data ?? [];
  if (list.length === 0 && !labels.isPending) return <Empty title={LABELS.empty}>{LABELS.emptyDetail}</Empty>;
  return (
    <ul className={css['rows']} aria-busy={labels.isPending} aria-label={SETTINGS_TABS.labels}>
      {list.map(({ name, color, taskCount }) => (
        <li key={name}>
          {renamed === name ? (
            <Rename name={name} labels={list} onClose={() => setRenamed(undefined)} />
          ) : (
            <>
              <LabelColor label={{ name, color, taskCount }} />
              <div className={css['main']}>
                <Link to="/tasks" search={{ allLabels: [name] }}>
                  {name}
                </Link>
                <div className={css['dim']}>{COUNTS.tasks(taskCount)}</div>
              </div>
              <Button
                size="compact-sm"
                variant="default"
                aria-label={LABELS.rename(name)}
                onClick={() => setRenamed(name)}
              >
                {ACTIONS.rename}
              </Button>
              <SureButton
                label={ACTIONS.remove}
                question={LABELS.removeQuestion(COUNTS.tasks(taskCount))}
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
    notifyDone(LABELS.renamed(name, label.name, COUNTS.tasks(label.taskCount)));
    onClose();
  });
  const typed = form.values.name.trim();
  const other = typed === name ? undefined : labels.find((label) => label.name === typed);
  return (
    <form className={css['whole']} onSubmit={submit} noValidate>
      <Refusal of={refusal} />
      <div className={css['inline']}>
        <TextInput
          aria-label={LABELS.newName(name)}
          description={other && LABELS.merges(typed, COUNTS.tasks(other.taskCount))}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          autoComplete="off"
          autoFocus
          {...form.getInputProps('name')}
          onKeyDown={(event) => {
            if (event.key === 'Escape') onClose();
          }}
        />
        <Button type="submit" loading={isBusy} disabled={typed === '' || typed === name}>
          {other ? LABELS.merge : ACTIONS.rename}
        </Button>
        <Button variant="default" onClick={onClose}>
          {ACTIONS.cancel}
        </Button>
      </div>
    </form>
  );
}
