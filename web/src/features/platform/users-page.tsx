import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { api, read } from '../../api/client.ts';
import { useMe } from '../../api/organization.ts';
import { useAction } from '../../ui/action.ts';
import { formatNumber, formatPast } from '../../ui/format.ts';
import { SureButton } from '../../ui/sections.tsx';
import { Person, Time } from '../../ui/signs.tsx';
import { Empty } from '../../ui/states.tsx';
import { Paged, usePaged } from '../../ui/paged.tsx';
import { PlatformPage } from './platform-page.tsx';
import css from '../../ui/sections.module.css';

export function UsersPage() {
  return (
    <PlatformPage title="Users">
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
    { refresh, done: (_id, { name }) => `The account of ${name} is closed` },
  );
  const activate = useAction(
    (id: string) => read(api.POST('/admin/users/{id}/activate', { params: { path: { id } } })),
    { refresh, done: (_id, { name }) => `The account of ${name} is open` },
  );
  return (
    <>
      <TextInput
        type="search"
        mb={16}
        aria-label="Find a user"
        placeholder="Name, user name or e-mail address"
        value={words}
        onChange={({ currentTarget }) => setWords(currentTarget.value)}
      />
      <p className={css['hint']} role="status">
        {users.total !== undefined && `${formatNumber(users.total)} found`}
      </p>
      <Paged of={users} label="Users" empty={<Empty title="None like this">Search for less.</Empty>}>
        {users.list.map(({ id, name, email, emailVerified, isActive, isPlatformAdmin, ...user }) => (
          <li key={id}>
            <Person id={id} name={name} size={28} label={false} />
            <div className={css['main']}>
              <strong>{name}</strong>
              {isPlatformAdmin && <span className={css['badge']}>platform admin</span>}
              {!isActive && <span className={css['badge']}>closed</span>}
              <div className={css['dim']}>
                {email}
                {!emailVerified && ' (not confirmed)'} ·{' '}
                {user.organizationCount === 1
                  ? 'one organization'
                  : `${formatNumber(user.organizationCount)} organizations`}{' '}
                ·{' '}
                {user.lastLoginAt ? (
                  <>
                    signed in <Time at={user.lastLoginAt}>{formatPast(user.lastLoginAt)}</Time>
                  </>
                ) : (
                  'never signed in'
                )}
              </div>
            </div>
            {id !== me?.user.id &&
              (isActive ? (
                <SureButton
                  label="Close"
                  question={`End all sessions of ${name}?`}
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
                  Open
                </Button>
              ))}
          </li>
        ))}
      </Paged>
    </>
  );
}
