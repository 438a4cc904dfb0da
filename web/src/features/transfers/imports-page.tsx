import { Button } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { ACTIONS } from '../../texts/common.ts';
import { NAVIGATION } from '../../texts/shell.ts';
import { IMPORTS } from '../../texts/transfers.ts';
import { Guarded } from '../../ui/guarded.tsx';
import { TextPage } from '../../ui/page.tsx';
import rows from '../../ui/rows.module.css';
import { Empty, Failure } from '../../ui/states.tsx';
import { ImportForm } from './import-form.tsx';
import { ImportRow } from './import-row.tsx';
import { importList } from './queries.ts';

export function ImportsPage() {
  return (
    <Guarded title={NAVIGATION.imports} permission="import:manage" why={IMPORTS.why}>
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
    <TextPage title={NAVIGATION.imports} isWide>
      <ImportForm />
      <h2 className={rows['heading']}>{IMPORTS.past}</h2>
      {imports.isError ? (
        <Failure error={imports.error} reset={() => void imports.refetch()} />
      ) : list.length === 0 && !imports.isPending ? (
        <Empty title={IMPORTS.empty}>{IMPORTS.emptyDetail}</Empty>
      ) : (
        <ul className={rows['rows']} aria-busy={imports.isPending} aria-label={NAVIGATION.imports}>
          {list.map((one) => (
            <ImportRow key={one.id} run={one} isOpen={one.id === opened} />
          ))}
        </ul>
      )}
      {imports.data && imports.data.total > list.length && limit < 100 && (
        <Button variant="default" loading={imports.isFetching} onClick={() => setLimit(100)}>
          {ACTIONS.showOlder}
        </Button>
      )}
    </TextPage>
  );
}
