import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { api, read } from '../../api/client.ts';
import { useMe } from '../../api/organization.ts';
import { COUNTS } from '../../texts/common.ts';
import { PLATFORM, USERS } from '../../texts/platform.ts';
import { useAction } from '../../ui/action.ts';
import { fill } from '../../ui/fill.tsx';
import { formatPast } from '../../ui/format.ts';
import { SureButton } from '../../ui/sections.tsx';
import { Person, Time } from '../../ui/signs.tsx';
import { Empty } from '../../ui/states.tsx';
import { Paged, usePaged } from '../../ui/paged.tsx';
import { PlatformPage } from './platform-page.tsx';
import css from '../../ui/sections.module.css';

export function UsersPage() {
  return (
    <PlatformPage title={PLATFORM.users}>
      <Users />
    </PlatformPage>
  );
}

const refresh = [['platform', 'users']];

function Users() {
  const me = useMe();
  const [words, setWords] = useState('');
  const [q] = useDebouncedValue(words.trim(), 200);
  const filter = q ? { q } : {};
  const users = usePaged(['platform', 'users', filter], (page, signal) =>
    read(api.GET('/admin/users', { params: { query: { ...filter, page, limit: 50 } }, signal })),
  );
  const deactivate = useAction(
    (id: string) => read(api.POST('/admin/users/{id}/deactivate', { params: { path: { id } } })),
    { refresh, done: (_id, { name }) => USERS.closed(name) },
  );
  const activate = useAction(
    (id: string) => read(api.POST('/admin/users/{id}/activate', { params: { path: { id } } })),
    { refresh, done: (_id, { name }) => USERS.opened(name) },
  );
  return (
    <>
      <TextInput
        type="search"
        mb={16}
        aria-label={USERS.find}
        placeholder={USERS.findExample}
        value={words}
        onChange={({ currentTarget }) => setWords(currentTarget.value)}
      />
      <p className={css['hint']} role="status">
        {users.total !== undefined && COUNTS.found(users.total)}
      </p>
      <Paged
        of={users}
        label={PLATFORM.users}
        empty={<Empty title={PLATFORM.noneLikeThis}>{PLATFORM.noneLikeThisDetail}</Empty>}
      >
        {users.list.map(({ id, name, email, emailVerified, isActive, isPlatformAdmin, ...user }) => (
          <li key={id}>
            <Person id={id} name={name} size={28} label={false} />
            <div className={css['main']}>
              <strong>{name}</strong>
              {isPlatformAdmin && <span className={css['badge']}>{USERS.platformAdmin}</span>}
              {!isActive && <span className={css['badge']}>{USERS.isClosed}</span>}
              <div className={css['dim']}>
                {emailVerified ? email : USERS.notConfirmed(email)} ·{' '}
                {USERS.organizations(user.organizationCount)} ·{' '}
                {user.lastLoginAt
                  ? fill(USERS.signedIn, {
                      time: <Time at={user.lastLoginAt}>{formatPast(user.lastLoginAt)}</Time>,
                    })
                  : USERS.neverSignedIn}
              </div>
            </div>
            {id !== me?.user.id &&
              (isActive ? (
                <SureButton
                  label={USERS.close}
                  question={USERS.closeQuestion(name)}
                  isBusy={deactivate.isPending && deactivate.variables === id}
                  onSure={() => deactivate.mutate(id)}
                />
              ) : (
                <Button
                  size="compact-sm"
                  variant="default"
                  loading={activate.isPending && activate.variables === id}
                  onClick={() => activate.mutate(id)}
                >
                  {USERS.open}
                </Button>
              ))}
          </li>
        ))}
      </Paged>
    </>
  );
}
