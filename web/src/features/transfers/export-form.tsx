import { Button, Checkbox, NativeSelect } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import type { components } from '@taskflow/client';
import { api, read } from '../../api/client.ts';
import { toApiError } from '../../api/problem.ts';
import { getSession } from '../../api/session.ts';
import { FIELDS } from '../../texts/common.ts';
import { COLUMNS, DELIMITERS, EXPORT_FORM, FORMATS, TRANSFERS } from '../../texts/transfers.ts';
import rows from '../../ui/rows.module.css';
import { Filters } from '../tasks/filters.tsx';
import { filterOf, toQuery } from '../tasks/search.ts';
import { type Column, type Format, READERS_COLUMNS } from './export-file.ts';
import { EXPORTS } from './queries.ts';
import css from './transfers.module.css';

type Request = components['schemas']['CreateExportDto'];

const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Asks for an export. Which tasks is said as in their list, and stands in the address. */
export function ExportForm() {
  const filter = filterOf(useSearch({ from: '/shell/exports' }));
  const navigate = useNavigate();
  const client = useQueryClient();
  const words = useRef<HTMLInputElement>(null);
  const [format, setFormat] = useState<Format>('CSV');
  const [chosen, setChosen] = useState<ReadonlySet<Column>>(new Set(READERS_COLUMNS));
  const [timeZone, setTimeZone] = useState(ownZone);
  const [delimiter, setDelimiter] = useState<NonNullable<Request['delimiter']>>(',');
  const [bom, setBom] = useState(false);
  const [isCompressed, setCompressed] = useState(false);
  const ask = useMutation({
    mutationFn: () => {
      const { sort, ...asked } = toQuery(filter, getSession()?.user.id ?? '');
      return read(
        api.POST('/exports', {
          body: {
            format,
            filter: asked,
            sort,
            columns: (Object.keys(COLUMNS) as Column[]).filter((column) => chosen.has(column)),
            timeZone,
            ...(format === 'CSV' ? { delimiter, bom } : {}),
            ...(isCompressed && format !== 'XLSX' ? { compression: 'GZIP' as const } : {}),
          },
        }),
      );
    },
    onSuccess: () => client.invalidateQueries({ queryKey: EXPORTS }),
  });
  const toggle = (column: Column): void => {
    const next = new Set(chosen);
    if (!next.delete(column)) next.add(column);
    setChosen(next);
  };
  return (
    <form
      className={css['form']}
      aria-label={EXPORT_FORM.title}
      onSubmit={(event) => {
        event.preventDefault();
        ask.mutate();
      }}
    >
      <Filters
        filter={filter}
        words={words}
        onChange={(search) => void navigate({ to: '/exports', search, replace: true })}
      />
      <div className={css['options']}>
        <div className={rows['inline']}>
          <NativeSelect
            label={EXPORT_FORM.format}
            value={format}
            data={Object.entries(FORMATS).map(([value, label]) => ({ value, label }))}
            onChange={({ currentTarget }) => setFormat(currentTarget.value as Format)}
          />
          <NativeSelect
            label={FIELDS.timeZone}
            value={timeZone}
            data={[...new Set([ownZone, 'UTC'])]}
            onChange={({ currentTarget }) => setTimeZone(currentTarget.value)}
          />
          {format === 'CSV' && (
            <NativeSelect
              label={TRANSFERS.separator}
              value={delimiter}
              data={Object.entries(DELIMITERS).map(([value, label]) => ({ value, label }))}
              onChange={({ currentTarget }) => setDelimiter(currentTarget.value as typeof delimiter)}
            />
          )}
        </div>
        <details className={css['columns']}>
          <summary>{EXPORT_FORM.columns(chosen.size, Object.keys(COLUMNS).length)}</summary>
          <div className={css['grid']}>
            {Object.entries(COLUMNS).map(([column, label]) => (
              <Checkbox
                key={column}
                size="xs"
                label={label}
                checked={chosen.has(column as Column)}
                onChange={() => toggle(column as Column)}
              />
            ))}
          </div>
        </details>
        {format === 'CSV' && (
          <Checkbox
            size="xs"
            label={EXPORT_FORM.bom}
            checked={bom}
            onChange={({ currentTarget }) => setBom(currentTarget.checked)}
          />
        )}
        {format !== 'XLSX' && (
          <Checkbox
            size="xs"
            label={EXPORT_FORM.compress}
            checked={isCompressed}
            onChange={({ currentTarget }) => setCompressed(currentTarget.checked)}
          />
        )}
        {ask.isError && (
          <p role="alert" className={rows['refusal']}>
            {toApiError(ask.error).message}
          </p>
        )}
        <div className={rows['end']}>
          <Button type="submit" loading={ask.isPending} disabled={chosen.size === 0}>
            {EXPORT_FORM.export}
          </Button>
        </div>
      </div>
    </form>
  );
}
