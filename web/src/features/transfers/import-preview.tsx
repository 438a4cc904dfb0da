import { Button, NativeSelect } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import { PRIORITY, STATUS } from '../../texts/common.ts';
import {
  COLUMNS,
  COLUMN_FIELDS,
  DATE_ORDERS,
  DELIMITERS,
  PREVIEW,
  TRANSFERS,
  VALUES,
} from '../../texts/transfers.ts';
import { fill } from '../../ui/fill.tsx';
import { formatDay, formatNumber } from '../../ui/format.ts';
import rows from '../../ui/rows.module.css';
import { PrioritySign, StatusSign } from '../../ui/signs.tsx';
import type { useImportDraft } from './import-draft.ts';
import {
  type ColumnField,
  type DateOrder,
  type Delimiter,
  type Preview,
  sourceName,
} from './import-mapping.ts';
import { RefusalTable, sayRefusal } from './refusal-table.tsx';
import css from './transfers.module.css';

type Draft = ReturnType<typeof useImportDraft>;

/** What an import would make of a file, and how it is read, which can be corrected. */
export function ImportPreview({
  draft,
  preview,
  isBusy,
}: {
  draft: Draft;
  preview?: Preview;
  isBusy: boolean;
}) {
  if (!preview) return <div className={css['waiting']} role="status" aria-label={PREVIEW.reading} />;
  const { source, encoding, tasks, refusals, unclear } = preview;
  const { columns, values, delimiter, dateFormat } = draft.corrections;
  const isCorrected =
    Object.keys(columns).length + Object.keys(values).length > 0 || delimiter !== undefined || dateFormat;
  return (
    <section className={css['preview']} aria-label={PREVIEW.label} aria-busy={isBusy}>
      <div className={css['bar']}>
        <span>
          {source === 'unknown'
            ? PREVIEW.unknownSource(encoding.toUpperCase())
            : PREVIEW.source(sourceName(source), encoding.toUpperCase())}
        </span>
        {isCorrected && (
          <Button size="compact-xs" variant="default" onClick={draft.reset}>
            {PREVIEW.reset}
          </Button>
        )}
      </div>
      <Columns draft={draft} preview={preview} />
      <Values draft={draft} preview={preview} />
      <Part title={tasks.length > 0 ? PREVIEW.firstTasks : PREVIEW.noTasks}>
        {tasks.length > 0 && <Tasks tasks={tasks} />}
      </Part>
      {unclear.length > 0 && (
        <Part title={PREVIEW.unclear}>
          <ul className={css['unclear']}>
            {unclear.map(({ column, value, reason, proposal }) => (
              <li key={`${column} ${value}`}>
                {fill(PREVIEW.unclearValue, {
                  value: <strong>{value}</strong>,
                  column,
                  reason,
                  proposal,
                })}
              </li>
            ))}
          </ul>
        </Part>
      )}
      {refusals.length > 0 && (
        <Part title={PREVIEW.refused}>
          <RefusalTable refusals={refusals} isBusy={isBusy} />
        </Part>
      )}
    </section>
  );
}

/** Why there is no preview. Where only the title isn't found, the user says which column it is. */
export function PreviewRefusal({ draft, error }: { draft: Draft; error: unknown }) {
  const isCorrected = Object.keys(draft.corrections.columns).length > 0;
  return (
    <>
      <p role="alert" className={rows['refusal']}>
        {sayRefusal(error)}
      </p>
      <div className={rows['inline']}>
        {draft.names.length > 0 && (
          <NativeSelect
            label={PREVIEW.titleColumn}
            value={Object.keys(draft.corrections.columns).find(
              (name) => draft.corrections.columns[name] === 'title',
            )}
            data={[
              { value: '', label: PREVIEW.chooseColumn },
              ...draft.names.map((name) => ({ value: name, label: name })),
            ]}
            onChange={({ currentTarget: { value } }) =>
              draft.correct({ columns: value === '' ? {} : { [value]: 'title' } })
            }
          />
        )}
        {isCorrected && (
          <Button variant="default" onClick={draft.reset}>
            {PREVIEW.reset}
          </Button>
        )}
      </div>
    </>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className={css['part']} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

const FIELD_CHOICES = [
  ...Object.entries(COLUMN_FIELDS).map(([value, label]) => ({ value, label })),
  { value: '', label: PREVIEW.leftOut },
];

function Columns({ draft, preview }: { draft: Draft; preview: Preview }) {
  const { dateFormat } = preview.mapping;
  return (
    <Part title={PREVIEW.columns}>
      <div className={css['mapping']}>
        {Object.entries(preview.mapping.columns).map(([name, field]) => (
          <NativeSelect
            key={name}
            label={name}
            size="xs"
            data-left-out={field === null || undefined}
            value={field ?? ''}
            data={FIELD_CHOICES}
            onChange={({ currentTarget: { value } }) =>
              draft.setColumn(name, value === '' ? null : (value as ColumnField))
            }
          />
        ))}
      </div>
      <div className={css['mapping']}>
        <NativeSelect
          label={TRANSFERS.separator}
          size="xs"
          value={draft.corrections.delimiter ?? preview.delimiter}
          data={Object.entries(DELIMITERS).map(([value, label]) => ({ value, label }))}
          onChange={({ currentTarget }) => draft.correct({ delimiter: currentTarget.value as Delimiter })}
        />
        <NativeSelect
          label={PREVIEW.dates}
          size="xs"
          value={draft.corrections.dateFormat ?? dateFormat ?? ''}
          data={[
            { value: '', label: PREVIEW.datesByColumn },
            ...Object.entries(DATE_ORDERS).map(([value, label]) => ({ value, label })),
          ]}
          onChange={({ currentTarget: { value } }) =>
            draft.correct({ dateFormat: value === '' ? undefined : (value as DateOrder) })
          }
        />
      </div>
    </Part>
  );
}

const MEANINGS = { status: STATUS, priority: PRIORITY } as const;

function Values({ draft, preview }: { draft: Draft; preview: Preview }) {
  const fields = (Object.keys(MEANINGS) as (keyof typeof MEANINGS)[]).filter(
    (field) => preview.values[field].length > 0,
  );
  if (fields.length === 0) return null;
  return (
    <Part title={PREVIEW.values}>
      {fields.map((field) => (
        <div key={field} className={css['mapping']}>
          {preview.values[field].map(({ value, count, becomes }) => (
            <NativeSelect
              key={value}
              size="xs"
              label={value}
              aria-label={VALUES[field].label(value)}
              description={VALUES[field].count(count)}
              value={becomes ?? ''}
              data={[
                ...(becomes === null ? [{ value: '', label: PREVIEW.notKnown }] : []),
                ...Object.entries(MEANINGS[field]).map(([meaning, label]) => ({ value: meaning, label })),
              ]}
              onChange={({ currentTarget }) => draft.setValue(field, value, currentTarget.value)}
            />
          ))}
        </div>
      ))}
    </Part>
  );
}

function Tasks({ tasks }: { tasks: Preview['tasks'] }) {
  return (
    <div className={css['table']} tabIndex={0} role="region" aria-label={PREVIEW.table}>
      <table>
        <thead>
          <tr>
            <th scope="col" className={css['figure']}>
              {PREVIEW.line}
            </th>
            <th scope="col" className={css['wide']}>
              {COLUMNS.title}
            </th>
            <th scope="col">{COLUMNS.status}</th>
            <th scope="col">{COLUMNS.priority}</th>
            <th scope="col">{COLUMNS.project}</th>
            <th scope="col">{COLUMNS.assignee}</th>
            <th scope="col">{COLUMNS.labels}</th>
            <th scope="col">{COLUMNS.dueAt}</th>
          </tr>
        </thead>
        <tbody>
          {tasks.map(({ line, title, status, priority, project, assignee, labels, dueAt }) => (
            <tr key={line}>
              <td className={css['figure']}>{formatNumber(line)}</td>
              <td className={css['wide']}>{title}</td>
              <td>
                <span className={css['sign']}>
                  <StatusSign status={status} label={false} /> {STATUS[status]}
                </span>
              </td>
              <td>
                <span className={css['sign']}>
                  <PrioritySign priority={priority} label={false} /> {PRIORITY[priority]}
                </span>
              </td>
              <td>{project ?? '–'}</td>
              <td>{assignee ?? '–'}</td>
              <td>{labels.length > 0 ? labels.join(', ') : '–'}</td>
              <td>{dueAt ? formatDay(dueAt) : '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
