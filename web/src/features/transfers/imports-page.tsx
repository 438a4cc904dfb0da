import { Button } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { Guarded } from '../../ui/guarded.tsx';
import { TextPage } from '../../ui/page.tsx';
import rows from '../../ui/rows.module.css';
import { Empty, Failure } from '../../ui/states.tsx';
import { ImportForm } from './import-form.tsx';
import { ImportRow } from './import-row.tsx';
import { importList } from './queries.ts';

export function ImportsPage() {
  return (
    <Guarded
      title="Imports"
      permission="import:manage"
      why="Owners and admins import tasks into an organization."
    >
      <Imports />
    </Guarded>
  );
}

function Imports() {
  const { import: opened } = useSearch({ from: '/shell/imports' });
  const [limit, setLimit] = useState(20);
  const imports = useQuery({ ...importList(limit), placeholderData: keepPreviousData });
  const list = imports.data?.data ?? [];
  return (
    <TextPage title="Imports" isWide>
      <ImportForm />
      <h2 className={rows['heading']}>Past imports</h2>
      {imports.isError ? (
        <Failure error={imports.error} reset={() => void imports.refetch()} />
      ) : list.length === 0 && !imports.isPending ? (
        <Empty title="No imports yet">
          Choose a file above. You see what becomes of it before anything is stored, and can undo it
          afterwards.
        </Empty>
      ) : (
        <ul className={rows['rows']} aria-busy={imports.isPending} aria-label="Imports">
          {list.map((one) => (
            <ImportRow key={one.id} run={one} isOpen={one.id === opened} />
          ))}
        </ul>
      )}
      {imports.data && imports.data.total > list.length && limit < 100 && (
        <Button variant="default" loading={imports.isFetching} onClick={() => setLimit(100)}>
          Show older ones
        </Button>
      )}
    </TextPage>
  );
}
