import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api, read } from '../../api/client.ts';
import { saveFile } from '../../api/files.ts';
import { ACTIONS, COUNTS } from '../../texts/common.ts';
import { IMPORT, REFUSALS, WORK } from '../../texts/transfers.ts';
import { formatNumber, formatPast, formatPercent } from '../../ui/format.ts';
import { notifyDone, notifyError } from '../../ui/notify.tsx';
import rows from '../../ui/rows.module.css';
import { SureButton } from '../../ui/sections.tsx';
import { Share } from '../../ui/share.tsx';
import { Time } from '../../ui/signs.tsx';
import { Failure } from '../../ui/states.tsx';
import { sourceName } from './import-mapping.ts';
import { importDetail, IMPORTS } from './queries.ts';
import { RefusalTable } from './refusal-table.tsx';
import { type ImportSummary, isUnfinished } from './work.ts';
import css from './transfers.module.css';

export function ImportRow({ run, isOpen }: { run: ImportSummary; isOpen: boolean }) {
  const { id, status, mode, source, dryRun, accepted, refused, skipped, progress, createdAt, error } = run;
  const client = useQueryClient();
  const navigate = useNavigate();
  const isBusy = isUnfinished(run);
  const again = (): Promise<void> => client.invalidateQueries({ queryKey: IMPORTS });
  const cancel = useMutation({
    mutationFn: () => read(api.POST('/imports/{id}/cancel', { params: { path: { id } } })),
    onSettled: again,
    onError: notifyError,
  });
  const remove = useMutation({
    mutationFn: () => read(api.DELETE('/imports/{id}', { params: { path: { id } } })),
    onSuccess: async () => {
      await again();
      notifyDone(IMPORT.removed);
    },
    onError: notifyError,
  });
  const undo = useMutation({
    mutationFn: () => read(api.POST('/imports/{id}/undo', { params: { path: { id } } })),
    onSuccess: async ({ undone, kept }) => {
      await Promise.all([again(), client.invalidateQueries({ queryKey: ['tasks'] })]);
      notifyDone(kept > 0 ? IMPORT.undoneButKept(undone, kept) : IMPORT.undone(undone));
    },
    onError: notifyError,
  });
  const state = status === 'COMPLETED' ? (dryRun ? IMPORT.checked : IMPORT.imported) : WORK[status];
  return (
    <li>
      <div className={rows['main']}>
        <strong>{state}</strong> · {COUNTS.tasks(accepted)}
        {refused > 0 && `, ${IMPORT.refused(refused)}`}
        {skipped > 0 && `, ${IMPORT.skipped(skipped)}`}
        <div className={rows['dim']}>
          <Time at={createdAt}>{formatPast(createdAt)}</Time>
          {source !== 'unknown' && ` · ${sourceName(source)}`}
          {mode === 'all-or-nothing' && ` · ${IMPORT.allOrNothing}`}
          {dryRun && ` · ${IMPORT.nothingCreated}`}
        </div>
        {error && <div className={rows['refusal']}>{error}</div>}
      </div>
      {isBusy && (
        <div className={css['progress']}>
          <Share percent={progress} label={IMPORT.progress} />
          <span>{formatPercent(progress)}</span>
        </div>
      )}
      {refused > 0 && (
        <Button
          size="compact-sm"
          variant="default"
          aria-expanded={isOpen}
          onClick={() =>
            void navigate({ to: '/imports', search: isOpen ? {} : { import: id }, replace: true })
          }
        >
          {REFUSALS.title}
        </Button>
      )}
      {!isBusy && !dryRun && accepted > 0 && (
        <SureButton
          label={ACTIONS.undo}
          question={IMPORT.undoQuestion}
          confirm={IMPORT.undoConfirm}
          isBusy={undo.isPending}
          onSure={() => undo.mutate()}
        />
      )}
      {isBusy ? (
        <Button
          size="compact-sm"
          variant="default"
          loading={cancel.isPending}
          onClick={() => cancel.mutate()}
        >
          {ACTIONS.cancel}
        </Button>
      ) : (
        <Button
          size="compact-sm"
          variant="default"
          loading={remove.isPending}
          onClick={() => remove.mutate()}
        >
          {ACTIONS.remove}
        </Button>
      )}
      {isOpen && refused > 0 && <Refusals key={refused} id={id} refused={refused} />}
    </li>
  );
}

/** Which rows became no task, and why. */
function Refusals({ id, refused }: { id: string; refused: number }) {
  const detail = useQuery({ ...importDetail(id), staleTime: 0 });
  const save = useMutation({
    mutationFn: () => saveFile(`/imports/${id}/refusals.csv`, `refused-rows-${id.slice(-6)}.csv`),
    onError: notifyError,
  });
  if (detail.isError)
    return (
      <div className={css['details']}>
        <Failure error={detail.error} reset={() => void detail.refetch()} />
      </div>
    );
  const list = detail.data?.refusals ?? [];
  return (
    <div className={css['details']}>
      <div className={css['bar']}>
        <span>
          {refused > list.length && list.length > 0
            ? REFUSALS.first(formatNumber(list.length), formatNumber(refused))
            : REFUSALS.hint}
        </span>
        <Button size="compact-xs" variant="default" loading={save.isPending} onClick={() => save.mutate()}>
          {REFUSALS.download}
        </Button>
      </div>
      <RefusalTable refusals={list} isBusy={detail.isPending} />
    </div>
  );
}
