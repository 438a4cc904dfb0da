import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api, read } from '../../api/client.ts';
import { readEvents } from '../../api/event-stream.ts';
import { saveFile } from '../../api/files.ts';
import { useNames } from '../../api/organization.ts';
import { queries } from '../../api/queries.ts';
import { ACTIONS, COUNTS } from '../../texts/common.ts';
import { EXPORT, FORMATS, TRANSFERS, WORK } from '../../texts/transfers.ts';
import { fill } from '../../ui/fill.tsx';
import { formatBytes, formatDay, formatNumber, formatPast, formatPercent } from '../../ui/format.ts';
import { notifyDone, notifyError } from '../../ui/notify.tsx';
import rows from '../../ui/rows.module.css';
import { Share } from '../../ui/share.tsx';
import { Time } from '../../ui/signs.tsx';
import { fileNameOf, sayFilter } from './export-file.ts';
import { EXPORTS } from './queries.ts';
import { type Export, isUnfinished } from './work.ts';
import css from './transfers.module.css';

export function ExportRow({ file }: { file: Export }) {
  const { id, status, format, filter, rowCount, byteSize, progress, createdAt, expiresAt, error } = file;
  const names = useNames();
  const client = useQueryClient();
  const isOpen = isUnfinished(file);
  useProgress(id, isOpen);
  const again = (): Promise<void> => client.invalidateQueries({ queryKey: EXPORTS });
  const download = useMutation({
    mutationFn: () => saveFile(`/exports/${id}/download`, fileNameOf(file)),
    onError: notifyError,
  });
  const cancel = useMutation({
    mutationFn: () => read(api.POST('/exports/{id}/cancel', { params: { path: { id } } })),
    onSettled: again,
    onError: notifyError,
  });
  const remove = useMutation({
    mutationFn: () => read(api.DELETE('/exports/{id}', { params: { path: { id } } })),
    onSuccess: async () => {
      await again();
      notifyDone(EXPORT.removed);
    },
    onError: notifyError,
  });
  const name = EXPORT.name(FORMATS[format], formatDay(createdAt));
  return (
    <li>
      <div className={rows['main']}>
        <strong>{FORMATS[format]}</strong> · {sayFilter(filter, names)}
        <div className={rows['dim']}>
          <Time at={createdAt}>{formatPast(createdAt)}</Time>
          {rowCount !== null && ` · ${COUNTS.rows(rowCount)}`}
          {byteSize !== null && ` · ${formatBytes(byteSize)}`}
          {status === 'COMPLETED' && expiresAt && (
            <>
              {' · '}
              {fill(EXPORT.keptUntil, { day: <Time at={expiresAt}>{formatDay(expiresAt)}</Time> })}
            </>
          )}
        </div>
        {error && <div className={rows['refusal']}>{error}</div>}
      </div>
      {isOpen && (
        <div className={css['progress']}>
          <Share percent={progress} label={EXPORT.progressOf(name)} />
          <span>{sayProgress(file)}</span>
        </div>
      )}
      {!isOpen && status !== 'COMPLETED' && <span className={rows['dim']}>{WORK[status]}</span>}
      {isOpen && (
        <Button
          size="compact-sm"
          variant="default"
          loading={cancel.isPending}
          onClick={() => cancel.mutate()}
        >
          {ACTIONS.cancel}
        </Button>
      )}
      {status === 'COMPLETED' && (
        <Button
          size="compact-sm"
          aria-label={EXPORT.downloadOf(name)}
          loading={download.isPending}
          onClick={() => download.mutate()}
        >
          {TRANSFERS.download}
        </Button>
      )}
      {!isOpen && (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={EXPORT.removeOf(name)}
          loading={remove.isPending}
          onClick={() => remove.mutate()}
        >
          {ACTIONS.remove}
        </Button>
      )}
    </li>
  );
}

function sayProgress({ status, position, progress, secondsLeft }: Export): string {
  if (status === 'QUEUED') return position ? EXPORT.waitsFor(position) : EXPORT.beginsAtOnce;
  if (secondsLeft === null) return formatPercent(progress);
  return EXPORT.secondsLeft(formatPercent(progress), formatNumber(Math.max(1, Math.round(secondsLeft))));
}

/** Follows an export by its stream, until it has ended. */
function useProgress(id: string, isOpen: boolean): void {
  useEffect(() => {
    if (!isOpen) return;
    const abort = new AbortController();
    void subscribeTo(id, abort.signal);
    return () => abort.abort();
  }, [id, isOpen]);
}

async function subscribeTo(id: string, signal: AbortSignal): Promise<void> {
  try {
    for await (const file of readEvents<Export>(`/exports/${id}/events`, signal))
      queries.setQueriesData<{ data: Export[] }>(
        { queryKey: EXPORTS },
        (page) => page && { ...page, data: page.data.map((one) => (one.id === id ? file : one)) },
      );
  } catch {
    // The list is read again while something in it is unfinished.
  }
}
