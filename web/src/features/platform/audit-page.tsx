import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { api, read } from '../../api/client.ts';
import { AUDIT, PLATFORM } from '../../texts/platform.ts';
import { fill } from '../../ui/fill.tsx';
import { formatPast } from '../../ui/format.ts';
import { Time } from '../../ui/signs.tsx';
import { Empty } from '../../ui/states.tsx';
import { Paged, usePaged } from '../../ui/paged.tsx';
import { PlatformPage } from './platform-page.tsx';
import css from '../../ui/sections.module.css';

export function AuditPage() {
  return (
    <PlatformPage title={PLATFORM.audit}>
      <Audit />
    </PlatformPage>
  );
}

function Audit() {
  const [given, setGiven] = useState({ action: '', actor: '' });
  const [{ action, actor }] = useDebouncedValue(given, 200);
  const filter = {
    ...(action.trim() ? { action: action.trim() } : {}),
    ...(actor.trim() ? { actor: actor.trim() } : {}),
  };
  const audit = usePaged(['platform', 'audit', filter], (page, signal) =>
    read(api.GET('/admin/audit', { params: { query: { ...filter, page, limit: 50 } }, signal })),
  );
  return (
    <>
      <p className={css['lead']}>{AUDIT.lead}</p>
      <div className={css['inline']} style={{ marginBottom: 16 }}>
        <TextInput
          type="search"
          aria-label={AUDIT.action}
          placeholder={AUDIT.actionExample}
          value={given.action}
          onChange={({ currentTarget: { value } }) => setGiven({ ...given, action: value })}
        />
        <TextInput
          type="search"
          aria-label={AUDIT.actor}
          placeholder={AUDIT.actorExample}
          value={given.actor}
          onChange={({ currentTarget: { value } }) => setGiven({ ...given, actor: value })}
        />
      </div>
      <Paged
        of={audit}
        label={PLATFORM.audit}
        empty={
          Object.keys(filter).length > 0 ? (
            <Empty title={PLATFORM.noneLikeThis}>{PLATFORM.noneLikeThisDetail}</Empty>
          ) : (
            <Empty title={AUDIT.empty}>{AUDIT.emptyDetail}</Empty>
          )
        }
      >
        {audit.list.map(({ id, action: what, subjectName, actor: who, at, before, after }) => (
          <li key={id}>
            <div className={css['main']}>
              <strong>{what}</strong> {subjectName}
              <div className={css['dim']}>
                {fill(AUDIT.by, { actor: who, time: <Time at={at}>{formatPast(at)}</Time> })}
              </div>
              {(before || after) && (
                <div className={css['dim']}>
                  {before && <code>{JSON.stringify(before)}</code>}
                  {before && after && ' → '}
                  {after && <code>{JSON.stringify(after)}</code>}
                </div>
              )}
            </div>
          </li>
        ))}
      </Paged>
    </>
  );
}
