import { Button, NativeSelect } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { sendFile } from '../../api/files.ts';
import { toApiError } from '../../api/problem.ts';
import { formatBytes } from '../../ui/format.ts';
import rows from '../../ui/rows.module.css';
import { Share } from '../../ui/share.tsx';
import { IMPORTS } from './queries.ts';
import css from './transfers.module.css';

/** What each option can be, the default of the API first. */
const OPTIONS = {
  mode: {
    label: 'Where rows are wrong',
    choices: {
      'best-effort': 'Import the others',
      'all-or-nothing': 'Import nothing (up to 10,000 rows)',
    },
  },
  unknownProjects: {
    label: 'Projects that don’t exist',
    choices: { refuse: 'Refuse the row', create: 'Create them', skip: 'Leave them out' },
  },
  unknownPeople: {
    label: 'Assignees who are no members',
    choices: { refuse: 'Refuse the row', skip: 'Leave them out' },
  },
  delimiter: {
    label: 'Cells are separated by',
    choices: { '': 'Find out', ',': 'Comma', ';': 'Semicolon', '\t': 'Tab', '|': 'Bar' },
  },
} as const;

type Option = keyof typeof OPTIONS;

export function ImportForm() {
  const [file, setFile] = useState<File>();
  const [options, setOptions] = useState<Partial<Record<Option, string>>>({});
  const [share, setShare] = useState(0);
  const [isOver, setOver] = useState(false);
  const chooser = useRef<HTMLInputElement>(null);
  const abort = useRef<AbortController>(undefined);
  const client = useQueryClient();
  const navigate = useNavigate();
  const send = useMutation({
    mutationFn: (chosen: File) => {
      abort.current = new AbortController();
      setShare(0);
      const query = new URLSearchParams(Object.entries(options).filter(([, value]) => value !== ''));
      const path = `/tasks/import${query.size > 0 ? `?${query}` : ''}`;
      return sendFile(path, chosen, setShare, abort.current.signal) as Promise<
        { importId: string } | undefined
      >;
    },
    onSuccess: async (accepted) => {
      // It was aborted.
      if (!accepted) return;
      choose(undefined);
      await client.invalidateQueries({ queryKey: IMPORTS });
      void navigate({ to: '/imports', search: { import: accepted.importId }, replace: true });
    },
  });
  const choose = (next: File | undefined): void => {
    setFile(next);
    if (!next && chooser.current) chooser.current.value = '';
    if (next) send.reset();
  };
  return (
    <form
      className={css['form']}
      aria-label="New import"
      onSubmit={(event) => {
        event.preventDefault();
        if (file) send.mutate(file);
      }}
    >
      <div className={css['options']}>
        <div
          className={css['drop']}
          data-over={isOver || undefined}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={(event) => {
            event.preventDefault();
            setOver(false);
            choose(event.dataTransfer.files[0]);
          }}
        >
          <input
            ref={chooser}
            type="file"
            hidden
            accept=".csv,.tsv,.txt,text/csv"
            aria-label="CSV file"
            onChange={({ currentTarget }) => choose(currentTarget.files?.[0])}
          />
          {file ? (
            <p>
              <strong>{file.name}</strong> · {formatBytes(file.size)}
            </p>
          ) : (
            <p>Drop a CSV file here. Its first line names the columns, of which “title” has to be there.</p>
          )}
          {send.isPending && file ? (
            <div className={css['progress']}>
              <Share percent={share * 100} label={`Sending ${file.name}`} />
            </div>
          ) : (
            <Button size="compact-sm" variant="default" onClick={() => chooser.current?.click()}>
              {file ? 'Choose another file' : 'Choose a file'}
            </Button>
          )}
        </div>
        <div className={css['choices']}>
          {(Object.keys(OPTIONS) as Option[]).map((option) => (
            <NativeSelect
              key={option}
              label={OPTIONS[option].label}
              value={options[option] ?? Object.keys(OPTIONS[option].choices)[0]}
              data={Object.entries(OPTIONS[option].choices).map(([value, label]) => ({ value, label }))}
              onChange={({ currentTarget }) => setOptions({ ...options, [option]: currentTarget.value })}
            />
          ))}
        </div>
        {send.isError && (
          <p role="alert" className={rows['refusal']}>
            {Object.values(toApiError(send.error).fields)[0] ?? toApiError(send.error).message}
          </p>
        )}
        <div className={rows['end']}>
          {send.isPending ? (
            <Button variant="default" onClick={() => abort.current?.abort()}>
              Stop
            </Button>
          ) : (
            file && (
              <Button variant="default" onClick={() => choose(undefined)}>
                Cancel
              </Button>
            )
          )}
          <Button type="submit" disabled={!file} loading={send.isPending}>
            Import
          </Button>
        </div>
      </div>
    </form>
  );
}
