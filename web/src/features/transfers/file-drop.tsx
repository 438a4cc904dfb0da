import { Button } from '@mantine/core';
import { useRef, useState } from 'react';
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
        aria-label="File to import"
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
        <p>
          Drop a file here: CSV, XLSX or JSON of Trello, Asana, Jira, Linear, GitHub or another product, or
          any table with a line of headings.
        </p>
      )}
      {sent !== undefined && file ? (
        <div className={css['progress']}>
          <Share percent={sent * 100} label={`Sending ${file.name}`} />
        </div>
      ) : (
        <Button size="compact-sm" variant="default" onClick={() => chooser.current?.click()}>
          {file ? 'Choose another file' : 'Choose a file'}
        </Button>
      )}
    </div>
  );
}
