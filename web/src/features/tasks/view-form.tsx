import { Button, Checkbox, TextInput } from '@mantine/core';
import { ACTIONS } from '../../texts/common.ts';
import { api, read } from '../../api/client.ts';
import { VIEWS } from '../../texts/tasks.ts';
import { useAction } from '../../ui/action.ts';
import { useApiForm } from '../../ui/api-form.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { Refusal } from '../../ui/sections.tsx';
import { NewCalendarLink } from './calendar-link.tsx';
import type { TaskFilter } from './search.ts';
import { toApiFilter, toViewList, type View } from './view-filter.ts';
import type { ViewQuestion } from './view-tools.tsx';
import { hideView, showView, useMayWriteViews } from './views.ts';
import css from './views.module.css';

/** Of the name of a calendar link; that of a view has twice as many. */
const MOST_CHARACTERS = 100;

interface Props {
  question: ViewQuestion;
  list: TaskFilter;
  view?: View;
  onSaved: (view: View) => void;
  onDeleted: () => void;
  onClose: () => void;
}

/** What a popover over a list asks of a view. */
export function ViewForm({ question, list, view, onSaved, onDeleted, onClose }: Props) {
  if (question === 'calendar' && view)
    return (
      <NewCalendarLink
        name={view.name.slice(0, MOST_CHARACTERS)}
        filter={toApiFilter(list)}
        onClose={onClose}
      />
    );
  if (question === 'delete' && view) return <Deletion view={view} onDeleted={onDeleted} onClose={onClose} />;
  if (question === 'rename' && view) return <Renaming view={view} onClose={onClose} />;
  return <NewView list={list} isShared={view?.isShared ?? false} onSaved={onSaved} onClose={onClose} />;
}

function NewView({
  list,
  isShared,
  onSaved,
  onClose,
}: Pick<Props, 'list' | 'onSaved' | 'onClose'> & { isShared: boolean }) {
  const may = useMayWriteViews();
  const { form, submit, isBusy, refusal } = useApiForm(
    { name: '', isShared: isShared && may.share },
    async (values) => {
      const view = await read(api.POST('/views', { body: { ...values, ...toViewList(list) } }));
      showView(view);
      notifyDone(VIEWS.saved(view.name));
      onSaved(view);
    },
  );
  const isForEach = form.getValues().isShared && [list.assignee, list.creator].includes('me');
  return (
    <form className={css['form']} aria-label={VIEWS.save} onSubmit={submit} noValidate>
      <Refusal of={refusal} />
      <TextInput
        label={VIEWS.name}
        placeholder={VIEWS.nameHint}
        autoComplete="off"
        data-autofocus
        autoFocus
        {...form.getInputProps('name')}
      />
      {may.share && (
        <Checkbox
          label={VIEWS.share}
          description={isForEach ? VIEWS.meHint : VIEWS.shareHint}
          {...form.getInputProps('isShared', { type: 'checkbox' })}
        />
      )}
      <Buttons action={VIEWS.save} isBusy={isBusy} onClose={onClose} />
    </form>
  );
}

function Renaming({ view, onClose }: { view: View; onClose: () => void }) {
  const { form, submit, isBusy, refusal } = useApiForm({ name: view.name }, async (body) => {
    const renamed = await read(api.PATCH('/views/{id}', { params: { path: { id: view.id } }, body }));
    showView(renamed);
    notifyDone(VIEWS.renamed(renamed.name));
    onClose();
  });
  return (
    <form className={css['form']} aria-label={ACTIONS.rename} onSubmit={submit} noValidate>
      <Refusal of={refusal} />
      <TextInput
        label={VIEWS.name}
        autoComplete="off"
        data-autofocus
        autoFocus
        {...form.getInputProps('name')}
      />
      <Buttons action={ACTIONS.rename} isBusy={isBusy} onClose={onClose} />
    </form>
  );
}

function Deletion({ view, onDeleted, onClose }: { view: View; onDeleted: () => void; onClose: () => void }) {
  const { id, name, isShared } = view;
  const remove = useAction(() => read(api.DELETE('/views/{id}', { params: { path: { id } } })), {
    done: VIEWS.deleted(name),
    onDone: () => {
      hideView(id);
      onDeleted();
    },
  });
  return (
    <form
      className={css['form']}
      aria-label={VIEWS.delete}
      onSubmit={(event) => {
        event.preventDefault();
        remove.mutate();
      }}
    >
      <p>
        <strong>{VIEWS.sure(name)}</strong> {isShared ? VIEWS.sureShared : VIEWS.surePrivate}
      </p>
      <Buttons action={VIEWS.delete} isDangerous isBusy={remove.isPending} onClose={onClose} />
    </form>
  );
}

function Buttons({
  action,
  isDangerous = false,
  isBusy,
  onClose,
}: {
  action: string;
  isDangerous?: boolean;
  isBusy: boolean;
  onClose: () => void;
}) {
  return (
    <div className={css['buttons']}>
      <Button size="xs" variant="default" onClick={onClose}>
        {ACTIONS.cancel}
      </Button>
      <Button size="xs" type="submit" color={isDangerous ? 'red.9' : undefined} loading={isBusy}>
        {action}
      </Button>
    </div>
  );
}
