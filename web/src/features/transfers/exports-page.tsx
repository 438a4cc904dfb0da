import { Button } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ACTIONS } from '../../texts/common.ts';
import { NAVIGATION } from '../../texts/shell.ts';
import { EXPORTS } from '../../texts/transfers.ts';
import { Guarded } from '../../ui/guarded.tsx';
import { TextPage } from '../../ui/page.tsx';
import rows from '../../ui/rows.module.css';
import { Empty, Failure } from '../../ui/states.tsx';
import { ExportForm } from './export-form.tsx';
import { ExportRow } from './export-row.tsx';
import { exportList } from './queries.ts';

export function ExportsPage() {
  return (
    <Guarded title={NAVIGATION.exports} permission="export:manage" why={EXPORTS.why}>
      <Exports />
    </Guarded>
  );
}

function Exports() {
  const [limit, setLimit] = useState(20);
  const exports = useQuery({ ...exportList(limit), placeholderData: keepPreviousData });
  const list = exports.data?.data ?? [];
  return (
    <TextPage title={NAVIGATION.exports}>
      <ExportForm />
      <h2 className={rows['heading']}>{EXPORTS.past}</h2>
      {exports.isError ? (
        <Failure error={exports.error} reset={() => void exports.refetch()} />
      ) : list.length === 0 && !exports.isPending ? (
        <Empty title={EXPORTS.empty}>{EXPORTS.emptyDetail}</Empty>
      ) : (
        <ul className={rows['rows']} aria-busy={exports.isPending} aria-label={NAVIGATION.exports}>
          {list.map((one) => (
            <ExportRow key={one.id} file={one} />
          ))}
        </ul>
      )}
      {exports.data && exports.data.total > list.length && limit < 100 && (
        <Button variant="default" loading={exports.isFetching} onClick={() => setLimit(100)}>
          {ACTIONS.showOlder}
        </Button>
      )}
    </TextPage>
  );
}
