import { Button, NativeSelect } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { sendFile } from '../../api/files.ts';
import { newIdempotencyKey } from '../../api/idempotency-key.ts';
import { isCode } from '../../api/problem.ts';
import { ACTIONS } from '../../texts/common.ts';
import { IMPORT_FORM, MODES, UNKNOWN_PEOPLE, UNKNOWN_PROJECTS } from '../../texts/transfers.ts';
import rows from '../../ui/rows.module.css';
import { FileDrop } from './file-drop.tsx';
import { toParameters, useImportDraft } from './import-draft.ts';
import { ImportPreview, PreviewRefusal } from './import-preview.tsx';
import { defaultsFor } from './import-mapping.ts';
import { sayRefusal } from './refusal-table.tsx';
import { IMPORTS } from './queries.ts';
import css from './transfers.module.css';

const OPTIONS = {
  mode: { label: IMPORT_FORM.mode, choices: MODES },
  unknownProjects: { label: IMPORT_FORM.unknownProjects, choices: UNKNOWN_PROJECTS },
  unknownPeople: { label: IMPORT_FORM.unknownPeople, choices: UNKNOWN_PEOPLE },
} as const;
type Option = keyof typeof OPTIONS;

/** Chooses a file, shows what an import would make of it, and starts the import. */
export function ImportForm() {
  const draft = useImportDraft();
  const { file, preview, corrections } = draft;
  const [options, setOptions] = useState<Partial<Record<Option, string>>>({});
  const [share, setShare] = useState(0);
  const [key, setKey] = useState(newIdempotencyKey);
  const abort = useRef<AbortController>(undefined);
  const client = useQueryClient();
  const navigate = useNavigate();
  const send = useMutation({
    mutationFn: ({ chosen, isDryRun }: { chosen: File; isDryRun: boolean }) => {
      abort.current = new AbortController();
      setShare(0);
      const query = toParameters(corrections);
      for (const [option, value] of Object.entries(options)) query.set(option, value);
      if (isDryRun) query.set('dryRun', 'true');
      const path = `/tasks/import${query.size > 0 ? `?${query}` : ''}`;
      return sendFile(path, chosen, setShare, { signal: abort.current.signal, key }) as Promise<
        { importId: string } | undefined
      >;
    },
    onSuccess: async (accepted, { isDryRun }) => {
      // Where it was aborted, nothing is known of it.
      if (!accepted) return;
      setKey(newIdempotencyKey);
      if (!isDryRun) choose(undefined);
      await client.invalidateQueries({ queryKey: IMPORTS });
      void navigate({ to: '/imports', search: { import: accepted.importId }, replace: true });
    },
    onError: (error) => {
      if (!isCode(error, 'unreachable')) setKey(newIdempotencyKey);
    },
  });
  const choose = (next: File | undefined): void => {
    send.reset();
    setKey(newIdempotencyKey);
    draft.choose(next);
  };
  const isSending = send.isPending;
  const defaults = { mode: 'best-effort', ...defaultsFor(preview?.data?.source) };

  return (
    <form
      className={css['form']}
      aria-label={IMPORT_FORM.title}
      onSubmit={(event) => {
        event.preventDefault();
        if (file && !isSending) send.mutate({ chosen: file, isDryRun: false });
      }}
    >
      <div className={css['options']}>
        <FileDrop file={file} sent={isSending ? share : undefined} onChoose={choose} />
        {preview?.isError ? (
          <PreviewRefusal draft={draft} error={preview.error} />
        ) : (
          preview && <ImportPreview draft={draft} preview={preview.data} isBusy={preview.isFetching} />
        )}
        {file && (
          <>
            <div className={css['choices']}>
              {(Object.keys(OPTIONS) as Option[]).map((option) => (
                <NativeSelect
                  key={option}
                  label={OPTIONS[option].label}
                  value={options[option] ?? defaults[option]}
                  data={Object.entries(OPTIONS[option].choices).map(([value, label]) => ({ value, label }))}
                  onChange={({ currentTarget }) => setOptions({ ...options, [option]: currentTarget.value })}
                />
              ))}
            </div>
            {send.isError && (
              <p role="alert" className={rows['refusal']}>
                {sayRefusal(send.error)}
              </p>
            )}
            <div className={css['actions']}>
              {isSending ? (
                <Button variant="default" onClick={() => abort.current?.abort()}>
                  {IMPORT_FORM.stop}
                </Button>
              ) : (
                <Button variant="default" onClick={() => choose(undefined)}>
                  {ACTIONS.cancel}
                </Button>
              )}
              <Button
                variant="default"
                disabled={isSending || !preview?.data}
                onClick={() => send.mutate({ chosen: file, isDryRun: true })}
              >
                {IMPORT_FORM.check}
              </Button>
              <Button type="submit" disabled={preview?.isError} loading={isSending}>
                {IMPORT_FORM.import}
              </Button>
            </div>
          </>
        )}
      </div>
    </form>
  );
}
