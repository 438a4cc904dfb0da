import { Button, Progress, UnstyledButton } from '@mantine/core';
import { Cross2Icon, DownloadIcon, FileIcon } from '@radix-ui/react-icons';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useRef, useState } from 'react';
import { ACTIONS } from '../../texts/common.ts';
import { api, read, type Task } from '../../api/client.ts';
import { saveFile, sendFile } from '../../api/files.ts';
import { toApiError } from '../../api/problem.ts';
import { FILES } from '../../texts/task.ts';
import { notifyDone, notifyError } from '../../ui/notify.tsx';
import { formatBytes, formatPast } from '../../ui/format.ts';
import { Time } from '../../ui/signs.tsx';
import { useMay, useMe, useMembers } from '../../api/organization.ts';
import css from './attachments.module.css';

const attachmentList = (number: number) =>
  queryOptions({
    queryKey: ['tasks', 'attachments', number],
    queryFn: ({ signal }) =>
      read(
        api.GET('/tasks/{id}/attachments', {
          params: { path: { id: String(number) }, query: { limit: 100 } },
          signal,
        }),
      ),
  });

interface Upload {
  key: number;
  name: string;
  share: number;
  refusal?: string;
  cancel: () => void;
}

let lastKey = 0;

/** The files of a task: dropped or pasted anywhere in the panel, or chosen. */
export function Attachments({
  task,
  children,
  after,
}: {
  task: Task;
  children: ReactNode;
  after: ReactNode;
}) {
  const files = useQuery(attachmentList(task.number));
  const client = useQueryClient();
  const members = useMembers();
  const me = useMe()?.user.id;
  const may = useMay();
  const mayAdd = may('attachment:write');
  const [uploads, setUploads] = useState<Upload[]>([]);
  const [isOver, setOver] = useState(false);
  const chooser = useRef<HTMLInputElement>(null);

  const change = (key: number, fields: Partial<Upload>): void =>
    setUploads((all) => all.map((one) => (one.key === key ? { ...one, ...fields } : one)));
  const forget = (key: number): void => setUploads((all) => all.filter((one) => one.key !== key));
  const add = (chosen: Iterable<File>): void => {
    for (const file of chosen) {
      const key = ++lastKey;
      const abort = new AbortController();
      setUploads((all) => [...all, { key, name: file.name, share: 0, cancel: () => abort.abort() }]);
      sendFile(`/tasks/${task.number}/attachments`, file, (share) => change(key, { share }), {
        signal: abort.signal,
      })
        .then(() => {
          forget(key);
          return client.invalidateQueries({ queryKey: attachmentList(task.number).queryKey });
        })
        .catch((error: unknown) => change(key, { refusal: toApiError(error).message }));
    }
  };
  const remove = useMutation({
    mutationFn: (id: string) => read(api.DELETE('/attachments/{id}', { params: { path: { id } } })),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: attachmentList(task.number).queryKey });
      notifyDone(FILES.removed);
    },
    onError: notifyError,
  });
  const list = files.data?.data ?? [];

  return (
    <div
      className={css['zone']}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        if (!mayAdd || !event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={(event) => {
        setOver(false);
        if (!mayAdd || event.dataTransfer.files.length === 0) return;
        event.preventDefault();
        add(event.dataTransfer.files);
      }}
      onPaste={(event) => {
        if (!mayAdd || event.clipboardData.files.length === 0) return;
        event.preventDefault();
        add(event.clipboardData.files);
      }}
    >
      {children}
      <section className={css['files']} aria-label={FILES.heading}>
        <h3>
          {FILES.heading}
          {mayAdd && (
            <>
              <Button size="compact-xs" variant="default" onClick={() => chooser.current?.click()}>
                {ACTIONS.add}
              </Button>
              <input
                ref={chooser}
                type="file"
                multiple
                hidden
                aria-label={FILES.addFiles}
                onChange={({ currentTarget }) => {
                  add([...(currentTarget.files ?? [])]);
                  currentTarget.value = '';
                }}
              />
            </>
          )}
        </h3>
        {files.isError && <p role="alert">{toApiError(files.error).message}</p>}
        {list.length === 0 && uploads.length === 0 && !files.isPending && (
          <p className={css['none']}>{mayAdd ? FILES.noneYet : FILES.none}</p>
        )}
        <ul>
          {list.map(({ id, fileName, byteSize, createdAt, uploadedBy }) => (
            <li key={id}>
              <FileIcon aria-hidden />
              <span className={css['name']} title={fileName}>
                {fileName}
              </span>
              <span className={css['dim']}>
                {formatBytes(byteSize)} · {members.nameOf(uploadedBy)} ·{' '}
                <Time at={createdAt}>{formatPast(createdAt)}</Time>
              </span>
              <UnstyledButton
                className={css['icon']}
                aria-label={FILES.download(fileName)}
                onClick={() => void saveFile(`/attachments/${id}/download`, fileName).catch(notifyError)}
              >
                <DownloadIcon />
              </UnstyledButton>
              {mayAdd && (uploadedBy === me || may('attachment:delete-any')) && (
                <UnstyledButton
                  className={css['icon']}
                  aria-label={FILES.remove(fileName)}
                  onClick={() => remove.mutate(id)}
                >
                  <Cross2Icon />
                </UnstyledButton>
              )}
            </li>
          ))}
          {uploads.map(({ key, name, share, refusal, cancel }) => (
            <li key={key}>
              <FileIcon aria-hidden />
              <span className={css['name']}>{name}</span>
              {refusal ? (
                <span role="alert" className={css['refusal']}>
                  {refusal}
                </span>
              ) : (
                <Progress className={css['progress']} value={share * 100} aria-label={FILES.progress(name)} />
              )}
              <UnstyledButton
                className={css['icon']}
                aria-label={refusal ? FILES.forget(name) : FILES.cancel(name)}
                onClick={() => {
                  cancel();
                  forget(key);
                }}
              >
                <Cross2Icon />
              </UnstyledButton>
            </li>
          ))}
        </ul>
      </section>
      {after}
    </div>
  );
}
