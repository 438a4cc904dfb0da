import { Button } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Guarded } from '../../ui/guarded.tsx';
import { TextPage } from '../../ui/page.tsx';
import rows from '../../ui/rows.module.css';
import { Empty, Failure } from '../../ui/states.tsx';
import { ExportForm } from './export-form.tsx';
import { ExportRow } from './export-row.tsx';
import { exportList } from './queries.ts';

export function ExportsPage() {
  return (
    <Guarded
      title="Exports"
      permission="export:manage"
      why="Owners and admins export the tasks of an organization."
    >
      <Exports />
    </Guarded>
  );
}

function Exports() {
  const [limit, setLimit] = useState(20);
  const exports = useQuery({ ...exportList(limit), placeholderData: keepPreviousData });
  const list = exports.data?.data ?? [];
  return (
    <TextPage title="Exports">
      <ExportForm />
      <h2 className={rows['heading']}>Past exports</h2>
      {exports.isError ? (
        <Failure error={exports.error} reset={() => void exports.refetch()} />
      ) : list.length === 0 && !exports.isPending ? (
        <Empty title="No exports yet">
          Choose what you need above. The file is ready here when it is done.
        </Empty>
      ) : (
        <ul className={rows['rows']} aria-busy={exports.isPending} aria-label="Exports">
          {list.map((one) => (
            <ExportRow key={one.id} file={one} />
          ))}
        </ul>
      )}
      {exports.data && exports.data.total > list.length && limit < 100 && (
        <Button variant="default" loading={exports.isFetching} onClick={() => setLimit(100)}>
          Show older ones
        </Button>
      )}
    </TextPage>
  );
}
