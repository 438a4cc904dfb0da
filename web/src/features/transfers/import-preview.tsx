import { Button, NativeSelect } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import { PRIORITY, STATUS } from '../../texts/common.ts';
import { COLUMN_FIELDS, DATE_ORDERS, DELIMITERS } from '../../texts/transfers.ts';
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
  if (!preview) return <div className={css['waiting']} role="status" aria-label="Reading the file" />;
  const { source, encoding, tasks, refusals, unclear } = preview;
  const { columns, values, delimiter, dateFormat } = draft.corrections;
  const isCorrected =
    Object.keys(columns).length + Object.keys(values).length > 0 || delimiter !== undefined || dateFormat;
  return (
    <section className={css['preview']} aria-label="Preview" aria-busy={isBusy}>
      <div className={css['bar']}>
        <span>
          {source === 'unknown' ? 'A table of no known product' : `A file of ${sourceName(source)}`}, in{' '}
          {encoding.toUpperCase()}.
        </span>
        {isCorrected && (
          <Button size="compact-xs" variant="default" onClick={draft.reset}>
            Back to what was proposed
          </Button>
        )}
      </div>
      <Columns draft={draft} preview={preview} />
      <Values draft={draft} preview={preview} />
      <Part title={tasks.length > 0 ? 'The first tasks as they will be' : 'No row becomes a task'}>
        {tasks.length > 0 && <Tasks tasks={tasks} />}
      </Part>
      {unclear.length > 0 && (
        <Part title="What isn’t clear">
          <ul className={css['unclear']}>
            {unclear.map(({ column, value, reason, proposal }) => (
              <li key={`${column} ${value}`}>
                <strong>{value}</strong> in {column} {reason}: {proposal}
              </li>
            ))}
          </ul>
        </Part>
      )}
      {refusals.length > 0 && (
        <Part title="Rows that would be refused">
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
            label="Column with the title"
            value={Object.keys(draft.corrections.columns).find(
              (name) => draft.corrections.columns[name] === 'title',
            )}
            data={[
              { value: '', label: 'Choose a column' },
              ...draft.names.map((name) => ({ value: name, label: name })),
            ]}
            onChange={({ currentTarget: { value } }) =>
              draft.correct({ columns: value === '' ? {} : { [value]: 'title' } })
            }
          />
        )}
        {isCorrected && (
          <Button variant="default" onClick={draft.reset}>
            Back to what was proposed
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
  { value: '', label: 'Left out' },
];

function Columns({ draft, preview }: { draft: Draft; preview: Preview }) {
  const { dateFormat } = preview.mapping;
  return (
    <Part title="What the columns are">
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
          label="Cells are separated by"
          size="xs"
          value={draft.corrections.delimiter ?? preview.delimiter}
          data={Object.entries(DELIMITERS).map(([value, label]) => ({ value, label }))}
          onChange={({ currentTarget }) => draft.correct({ delimiter: currentTarget.value as Delimiter })}
        />
        <NativeSelect
          label="Dates such as 03/04/2026"
          size="xs"
          value={draft.corrections.dateFormat ?? dateFormat ?? ''}
          data={[
            { value: '', label: 'As each column tells' },
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
const NAMES = { status: 'Status', priority: 'Priority' } as const;

function Values({ draft, preview }: { draft: Draft; preview: Preview }) {
  const fields = (Object.keys(MEANINGS) as (keyof typeof MEANINGS)[]).filter(
    (field) => preview.values[field].length > 0,
  );
  if (fields.length === 0) return null;
  return (
    <Part title="What their values mean">
      {fields.map((field) => (
        <div key={field} className={css['mapping']}>
          {preview.values[field].map(({ value, count, becomes }) => (
            <NativeSelect
              key={value}
              size="xs"
              label={value}
              aria-label={`${NAMES[field]} ${value}`}
              description={`${NAMES[field]} of ${formatNumber(count)} ${count === 1 ? 'row' : 'rows'}`}
              value={becomes ?? ''}
              data={[
                ...(becomes === null ? [{ value: '', label: 'Not known' }] : []),
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
    <div className={css['table']} tabIndex={0} role="region" aria-label="First tasks">
      <table>
        <thead>
          <tr>
            <th scope="col" className={css['figure']}>
              Line
            </th>
            <th scope="col" className={css['wide']}>
              Title
            </th>
            <th scope="col">Status</th>
            <th scope="col">Priority</th>
            <th scope="col">Project</th>
            <th scope="col">Assignee</th>
            <th scope="col">Labels</th>
            <th scope="col">Due</th>
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
