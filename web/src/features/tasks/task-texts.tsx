import { Button, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ACTIONS } from '../../texts/common.ts';
import { api, read, readWithTag, type Task } from '../../api/client.ts';
import { type ApiError, isCode, toApiError } from '../../api/problem.ts';
import { useDraft } from '../../api/drafts.ts';
import { TEXTS } from '../../texts/task.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { queries } from '../../api/queries.ts';
import { Markdown } from '../../ui/markdown.tsx';
import { merge, type TextField, type Texts } from './merge.ts';
import { showTask, taskActivity, taskDetail } from './queries.ts';
import rows from '../../ui/rows.module.css';
import css from './task-texts.module.css';

const textsOf = ({ title, description }: Task): Texts => ({ title, description });

/** What the editing began with: only on this is a save allowed to build. */
interface Start {
  texts: Texts;
  tag: string;
}

interface Conflict {
  fields: TextField[];
  mine: Texts;
  theirs: Texts;
  /** What goes together by itself. */
  merged: Texts;
  tag: string;
}

/** Title and description, edited in place. What another user wrote meanwhile is never overwritten. */
export function TaskTexts({ task, tag, isReadOnly }: { task: Task; tag: string; isReadOnly: boolean }) {
  const [start, setStart] = useDraft<Start | undefined>(`base of ${task.number}`, undefined);
  const [mine, setMine] = useDraft<Texts | undefined>(`texts of ${task.number}`, undefined);
  const [conflict, setConflict] = useState<Conflict>();
  const [refusal, setRefusal] = useState<ApiError>();
  const shown = mine ?? textsOf(task);
  const isChanged =
    mine !== undefined &&
    start !== undefined &&
    (mine.title !== start.texts.title || mine.description !== start.texts.description);

  const stop = (): void => {
    setStart(undefined);
    setMine(undefined);
    setConflict(undefined);
    setRefusal(undefined);
  };
  const edit = (field: TextField, text: string): void => {
    if (!start) setStart({ texts: textsOf(task), tag });
    setMine({ ...shown, [field]: field === 'description' && text === '' ? null : text });
  };

  const save = useMutation({
    mutationFn: async ({ texts, base }: { texts: Texts; base: Start }) => {
      try {
        return await write(task.id, texts, base);
      } catch (error) {
        if (!isCode(error, 'version-conflict')) throw error;
        const { data, tag: current } = await readWithTag(
          api.GET('/tasks/{id}', { params: { path: { id: task.id } } }),
        );
        const { merged, conflicts } = merge(base.texts, texts, textsOf(data));
        // Different fields, or the same words: both are kept without a question.
        if (conflicts.length === 0) return write(task.id, merged, { texts: textsOf(data), tag: current });
        setConflict({ fields: conflicts, mine: texts, theirs: textsOf(data), merged, tag: current });
        return undefined;
      }
    },
    onSuccess: (saved) => {
      if (!saved) return;
      showTask(saved);
      void queries.invalidateQueries({ queryKey: taskDetail(task.number).queryKey });
      void queries.invalidateQueries({ queryKey: taskActivity(task.number).queryKey });
      stop();
      notifyDone(TEXTS.saved(task.number));
    },
    onError: (error) => setRefusal(toApiError(error)),
  });
  const submit = (): void => {
    if (!isChanged || !mine || !start) return stop();
    setRefusal(undefined);
    save.mutate({ texts: mine, base: start });
  };

  if (conflict)
    return (
      <Conflicting
        conflict={conflict}
        isBusy={save.isPending}
        onCancel={stop}
        onSave={(texts) => {
          setConflict(undefined);
          setMine(texts);
          const base = { texts: conflict.theirs, tag: conflict.tag };
          setStart(base);
          save.mutate({ texts, base });
        }}
      />
    );
  if (isReadOnly)
    return (
      <div className={css['texts']}>
        <h2 className={css['title']}>{task.title}</h2>
        {task.description && <Markdown text={task.description} />}
      </div>
    );
  return (
    <form
      className={css['texts']}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && mine) {
          event.preventDefault();
          stop();
        }
        if (event.defaultPrevented) return;
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit();
      }}
    >
      <Textarea
        id="task-title"
        aria-label={TEXTS.title}
        variant="unstyled"
        autosize
        minRows={1}
        classNames={{ input: css['title'] }}
        value={shown.title}
        error={refusal?.fields['title']}
        onChange={({ currentTarget }) => edit('title', currentTarget.value.replaceAll('\n', ' '))}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
          event.preventDefault();
          submit();
          event.currentTarget.blur();
        }}
      />
      <Description
        text={shown.description}
        error={refusal?.fields['description']}
        onChange={(text) => edit('description', text)}
      />
      {refusal && Object.keys(refusal.fields).length === 0 && (
        <div role="alert" className={rows['refusal']}>
          {refusal.message}
        </div>
      )}
      {isChanged && (
        <div className={rows['end']}>
          <Button size="compact-sm" variant="default" onClick={stop}>
            {TEXTS.discard}
          </Button>
          <Button size="compact-sm" type="submit" loading={save.isPending}>
            {ACTIONS.save}
          </Button>
        </div>
      )}
    </form>
  );
}

const write = (id: string, texts: Texts, base: Start): Promise<Task> =>
  read(
    api.PATCH('/tasks/{id}', {
      params: { path: { id } },
      headers: { 'if-match': base.tag },
      body: Object.fromEntries(
        Object.entries(texts).filter(([field, text]) => text !== base.texts[field as TextField]),
      ),
    }),
  );

/** Shows what the Markdown means, and the text of it while it is edited. */
function Description({
  text,
  error,
  onChange,
}: {
  text: string | null;
  error?: string;
  onChange: (text: string) => void;
}) {
  const [isOpen, setOpen] = useState(false);
  if (!isOpen && text)
    return (
      <div className={css['description']}>
        <Markdown text={text} />
        <button type="button" className={css['edit']} onClick={() => setOpen(true)}>
          {TEXTS.editDescription}
        </button>
      </div>
    );
  return (
    <Textarea
      aria-label={TEXTS.description}
      placeholder={TEXTS.addDescription}
      variant="unstyled"
      autosize
      minRows={2}
      autoFocus={isOpen}
      classNames={{ input: css['text'] }}
      value={text ?? ''}
      error={error}
      onFocus={() => setOpen(true)}
      onBlur={() => setOpen(false)}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}

function Conflicting({
  conflict,
  isBusy,
  onCancel,
  onSave,
}: {
  conflict: Conflict;
  isBusy: boolean;
  onCancel: () => void;
  onSave: (texts: Texts) => void;
}) {
  const [choice, setChoice] = useState<Partial<Record<TextField, 'mine' | 'theirs'>>>({});
  const { fields, mine, theirs, merged } = conflict;
  const isDecided = fields.every((field) => choice[field] !== undefined);
  const resolved = (): Texts => ({
    ...merged,
    ...Object.fromEntries(fields.map((field) => [field, (choice[field] === 'mine' ? mine : theirs)[field]])),
  });
  return (
    <section className={css['conflict']} aria-label={TEXTS.conflict}>
      <h2 role="alert">{TEXTS.conflictQuestion}</h2>
      {fields.map((field) => (
        <fieldset key={field}>
          <legend>{TEXTS[field]}</legend>
          {(['mine', 'theirs'] as const).map((side) => (
            <label key={side} data-chosen={choice[field] === side || undefined}>
              <input
                type="radio"
                name={field}
                checked={choice[field] === side}
                onChange={() => setChoice({ ...choice, [field]: side })}
              />
              <span>
                <strong>{TEXTS[side]}</strong>{' '}
                <span className={css['version']}>
                  {(side === 'mine' ? mine : theirs)[field] ?? TEXTS.empty}
                </span>
              </span>
            </label>
          ))}
        </fieldset>
      ))}
      <div className={rows['end']}>
        <Button size="compact-sm" variant="default" onClick={onCancel}>
          {TEXTS.discardMine}
        </Button>
        <Button size="compact-sm" disabled={!isDecided} loading={isBusy} onClick={() => onSave(resolved())}>
          {ACTIONS.save}
        </Button>
      </div>
    </section>
  );
}
