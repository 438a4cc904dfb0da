import { Button } from '@mantine/core';
import { useRef, useState } from 'react';
import { FILE_DROP } from '../../texts/transfers.ts';
import { formatBytes } from '../../ui/format.ts';
import { Share } from '../../ui/share.tsx';
import css from './transfers.module.css';

/** A place to drop a file, or to choose one. @param sent how much of it was sent, from 0 to 1, while it is */
export function FileDrop({
  file,
  sent,
  onChoose,
}: {
  file?: File;
  sent?: number;
  onChoose: (file: File | undefined) => void;
}) {
  const [isOver, setOver] = useState(false);
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <div
      className={css['drop']}
      data-over={isOver || undefined}
      data-chosen={file !== undefined || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const [dropped] = event.dataTransfer.files;
        if (dropped && sent === undefined) onChoose(dropped);
      }}
    >
      <input
        ref={chooser}
        type="file"
        hidden
        accept=".csv,.tsv,.txt,.xlsx,.json,text/csv"
        aria-label={FILE_DROP.label}
        onChange={({ currentTarget }) => {
          onChoose(currentTarget.files?.[0]);
          // The same file can be chosen again after it was changed.
          currentTarget.value = '';
        }}
      />
      {file ? (
        <p>
          <strong>{file.name}</strong> · {formatBytes(file.size)}
        </p>
      ) : (
        <p>{FILE_DROP.hint}</p>
      )}
      {sent !== undefined && file ? (
        <div className={css['progress']}>
          <Share percent={sent * 100} label={FILE_DROP.sending(file.name)} />
        </div>
      ) : (
        <Button size="compact-sm" variant="default" onClick={() => chooser.current?.click()}>
          {file ? FILE_DROP.chooseAnother : FILE_DROP.choose}
        </Button>
      )}
    </div>
  );
}
